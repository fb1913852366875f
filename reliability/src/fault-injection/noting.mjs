/** Notes in the context of an operation a result that says "not now", and reports it as a value. */
export const noting = (context, value) => {
  context.nothing = value === -1 || value === null;
  return { value: context.nothing ? value : 'done' };
};
