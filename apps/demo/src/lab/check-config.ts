// Checks what a page asks for: every field is there, none is unknown, each is within its bounds. Nothing else of a request is used.
import {
  BOUNDS,
  HANDLER_COSTS,
  MODEL_IDS,
  MOST_MODELS,
  RUN_ORDERS,
} from './protocol/run-config.js';
import type { ModelId, NumberField, RunConfig } from './protocol/run-config.js';

/** A request that is refused, and the field that is wrong. */
export class Refused extends Error {
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

type Fields = Readonly<Record<string, unknown>>;

const NUMBER_FIELDS = Object.keys(BOUNDS) as NumberField[];
const FIELDS = ['models', 'handlerCost', 'order', ...NUMBER_FIELDS];

/** @throws {Refused} */
export function checkConfig(value: unknown): RunConfig {
  const fields = fieldsOf(value, FIELDS);
  const numbers = Object.fromEntries(
    NUMBER_FIELDS.map((name) => [name, integer(fields, name)]),
  ) as Pick<RunConfig, NumberField>;
  return {
    models: modelsOf(fields['models']),
    handlerCost: oneOf(fields, 'handlerCost', HANDLER_COSTS),
    order: oneOf(fields, 'order', RUN_ORDERS),
    ...numbers,
  };
}

/** The model of a request for `strace -c`. @throws {Refused} */
export const checkModel = (value: unknown): ModelId =>
  oneOf(fieldsOf(value, ['model']), 'model', MODEL_IDS);

function fieldsOf(value: unknown, known: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Refused('', 'the body is an object of JSON');
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Refused(unknown.slice(0, 40), 'there is no such field');
  return value as Fields;
}

function integer(fields: Fields, name: NumberField): number {
  const { min, max } = BOUNDS[name];
  const value = fields[name];
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max)
    return value;
  throw new Refused(name, `a whole number from ${min} to ${max}`);
}

function oneOf<T extends string>(fields: Fields, name: string, choices: readonly T[]): T {
  const choice = choices.find((one) => one === fields[name]);
  if (choice !== undefined) return choice;
  throw new Refused(name, `one of ${choices.join(', ')}`);
}

function modelsOf(value: unknown): ModelId[] {
  const refuse = (message: string): never => {
    throw new Refused('models', message);
  };
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_MODELS)
    return refuse(`one to ${MOST_MODELS} models`);
  const models = value.map((one) => MODEL_IDS.find((model) => model === one));
  const known = models.filter((model) => model !== undefined);
  if (known.length < models.length) return refuse(`each one of ${MODEL_IDS.join(', ')}`);
  if (new Set(known).size < known.length) return refuse('each model once');
  return known;
}
