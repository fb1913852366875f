/** Notes in the context of an operation whether the result means "not now", and then returns it as a value. */
export const noting = (context, value) => {
  context.nothing = value === -1 || value === null;
  return { value: context.nothing ? value : 'done' };
};
