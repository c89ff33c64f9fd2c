/** A number with its noun, in English: "1 draft", "2 drafts". */
export const countEn = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;
