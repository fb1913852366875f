// What a page of the API says about where a class and its members come from. The declarations name classes that no package
// exports, and constants that the compiler makes of applied mixins (`ThreadingTCPServer_base`). The pages name the nearest class
// that has a page, or none.
import { Converter, ReferenceType, ReflectionKind } from 'typedoc';

const ORIGINS = ['inheritedFrom', 'overwrites'];

/** Whether a page would show a name of ours that it cannot explain; it may show those of Node and of the language. */
const isUnexplained = ({ type, reflection, package: name = '@fdset' }) =>
  type === 'reference' && reflection === undefined && name.startsWith('@fdset');

/** The nearest classes with a page that the class of this symbol extends. */
const basesOf = (symbol, context) => {
  const checker = context.programs[0].getTypeChecker();
  const baseTypes = checker.getBaseTypes(checker.getDeclaredTypeOfSymbol(symbol));
  // An applied mixin is an intersection, whose parts need not be classes.
  const symbols = baseTypes.flatMap(
    (base) => base.types?.map((part) => part.symbol) ?? base.symbol,
  );
  return symbols.filter(Boolean).flatMap((base) => {
    const found = context.getReflectionFromSymbol(base);
    return found === undefined ? basesOf(base, context) : [found];
  });
};

/** A member, and what of it says where it comes from, too. */
const partsOf = (member) =>
  [member, ...(member.signatures ?? []), member.getSignature, member.setSignature].filter(Boolean);

const explainMember = (member, bases, project) => {
  const base = bases.find((candidate) => candidate.getChildByName(member.name));
  const origin =
    base &&
    ReferenceType.createResolvedReference(
      `${base.name}.${member.name}`,
      base.getChildByName(member.name),
      project,
    );
  for (const part of partsOf(member)) {
    for (const key of ORIGINS) if (part[key] && isUnexplained(part[key])) part[key] = origin;
    if (part.implementationOf && isUnexplained(part.implementationOf)) delete part.implementationOf;
  }
};

const explainTypes = (reflection, bases, project) => {
  const { extendedTypes = [], implementedTypes } = reflection;
  reflection.implementedTypes = implementedTypes?.filter((type) => !isUnexplained(type));
  if (!extendedTypes.some(isUnexplained)) return;
  const types = bases.map((base) =>
    ReferenceType.createResolvedReference(base.name, base, project),
  );
  reflection.extendedTypes = types.length > 0 ? types : undefined;
};

/** Has the pages name only classes that they explain. */
export const nameDocumentedBases = ({ converter }) => {
  const explainBy = (explain) => (context) => {
    for (const reflection of context.project.getReflectionsByKind(ReflectionKind.Class)) {
      const bases = basesOf(context.getSymbolFromReflection(reflection), context);
      explain(reflection, bases, context.project);
    }
  };
  // typedoc makes "Extended by" of the classes after the first event, and knows the origins of members at the second.
  converter.on(Converter.EVENT_RESOLVE_BEGIN, explainBy(explainTypes));
  converter.on(
    Converter.EVENT_RESOLVE_END,
    explainBy(({ children = [] }, bases, project) => {
      for (const member of children) explainMember(member, bases, project);
    }),
  );
};
