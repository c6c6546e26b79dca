/** Everything that an asynchronous sequence gives, in its order. */
export async function gather<T>(sequence: AsyncIterable<T>): Promise<T[]> {
  const gathered: T[] = []
  for await (const each of sequence) gathered.push(each)
  return gathered
}
