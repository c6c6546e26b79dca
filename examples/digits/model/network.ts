import { CLASSES, PIXELS } from './digit.ts'
import type { Random } from './random.ts'

/** The parameters of a network, in the order in which they are written. */
export const PARAMETERS = ['hiddenWeights', 'hiddenBiases', 'outputWeights', 'outputBiases'] as const

/**
 * A network of one hidden layer: 64 pixels, some `tanh` units, 10 classes. Weights lie row by row, one row for each unit
 * that they lead to. A gradient has the same shape.
 */
export type Network = Readonly<Record<(typeof PARAMETERS)[number], Float64Array>>

/** What the network says of one digit. */
export interface Activations {
  readonly hidden: Float64Array
  /** One probability a class; their sum is 1. */
  readonly probabilities: Float64Array
}

/** A network of zeros. */
export function emptyNetwork(hidden: number): Network {
  return {
    hiddenWeights: new Float64Array(hidden * PIXELS),
    hiddenBiases: new Float64Array(hidden),
    outputWeights: new Float64Array(CLASSES * hidden),
    outputBiases: new Float64Array(CLASSES),
  }
}

/** A network that has learnt nothing yet: weights drawn evenly around 0, in the range that Glorot and Bengio advise. */
export function createNetwork(hidden: number, random: Random): Network {
  const network = emptyNetwork(hidden)
  drawWeights(network.hiddenWeights, PIXELS + hidden, random)
  drawWeights(network.outputWeights, hidden + CLASSES, random)
  return network
}

/** How many numbers the network has learnt. */
export function sizeOf(network: Network): number {
  return PARAMETERS.reduce((sum, name) => sum + network[name].length, 0)
}

/** Runs the network forwards over the pixels of one digit, scaled to 0 to 1. */
export function activate(network: Network, inputs: Float64Array): Activations {
  const hidden = weigh(network.hiddenWeights, network.hiddenBiases, inputs)
  for (let unit = 0; unit < hidden.length; unit++) hidden[unit] = Math.tanh(hidden[unit]!)
  return { hidden, probabilities: softmax(weigh(network.outputWeights, network.outputBiases, hidden)) }
}

/** The class that the network finds most likely. */
export function predict(network: Network, inputs: Float64Array): number {
  const { probabilities } = activate(network, inputs)
  return probabilities.indexOf(Math.max(...probabilities))
}

function drawWeights(weights: Float64Array, connections: number, random: Random): void {
  const limit = Math.sqrt(6 / connections)
  for (let index = 0; index < weights.length; index++) weights[index] = (2 * random() - 1) * limit
}

/** The weighted sums that reach each unit. */
function weigh(weights: Float64Array, biases: Float64Array, inputs: Float64Array): Float64Array {
  const sums = biases.slice()
  for (let unit = 0, place = 0; unit < sums.length; unit++) {
    let sum = sums[unit]!
    for (let input = 0; input < inputs.length; input++, place++) sum += weights[place]! * inputs[input]!
    sums[unit] = sum
  }
  return sums
}

function softmax(scores: Float64Array): Float64Array {
  // Taking the greatest score away changes no probability and keeps the exponentials from overflowing.
  const greatest = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - greatest))
  const total = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power) => power / total)
}
