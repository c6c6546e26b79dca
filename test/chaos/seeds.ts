/**
 * The seeds of the games to play: those of `CHAOS_SEEDS=17,18`, else `CHAOS_GAMES` of them, one after the other from a
 * random one on.
 */
export function chosenSeeds(games: number): readonly number[] {
  const { CHAOS_SEEDS, CHAOS_GAMES = String(games) } = process.env
  const first = Math.floor(Math.random() * 1_000_000)
  return CHAOS_SEEDS?.split(',').map(Number) ?? Array.from({ length: Number(CHAOS_GAMES) }, (_, at) => first + at)
}
