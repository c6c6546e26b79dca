import type { LearningCurve } from '../artifacts.ts'

/** The accuracy on the validation digits when training ended; 0 where it never began. */
export function finalAccuracy(curve: LearningCurve): number {
  return curve.points.at(-1)?.accuracy ?? 0
}

/** The place of the curve that ended highest, the first of equals. Throws an error where there is none. */
export function bestOf(curves: readonly LearningCurve[]): number {
  const accuracies = curves.map(finalAccuracy)
  if (accuracies.length === 0) throw new Error('There is no learning curve to choose from.')
  return accuracies.indexOf(Math.max(...accuracies))
}
