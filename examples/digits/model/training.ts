import type { Digit } from '../artifacts.ts'
import { inputsOf } from './digit.ts'
import { addGradient, type Sample } from './gradient.ts'
import { emptyNetwork, PARAMETERS, type Network } from './network.ts'
import { shuffled, type Random } from './random.ts'

/** How a network learns. */
export interface TrainingOptions {
  /** How far each batch moves the weights along its mean gradient. */
  readonly rate: number
  /** How often every digit is shown. */
  readonly epochs: number
  /** Digits between two moves. @default 16 */
  readonly batch?: number
  /** Decides the order of the digits. */
  readonly random: Random
}

/** One pass over the digits. */
export interface Epoch {
  /** From 1. */
  readonly epoch: number
  /** Mean loss of the digits, each at the moment it was shown. */
  readonly loss: number
}

/**
 * Trains the network in place by stochastic gradient descent. Each epoch is one turn of the generator, so that the caller
 * may measure, report or stop in between.
 */
export function* train(network: Network, digits: readonly Digit[], options: TrainingOptions): Generator<Epoch> {
  const { rate, epochs, batch: size = 16, random } = options
  const samples = digits.map((digit) => ({ inputs: inputsOf(digit), label: digit.label }))
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const order = shuffled(samples, random)
    let loss = 0
    for (let start = 0; start < order.length; start += size) {
      loss += learn(network, order.slice(start, start + size), rate)
    }
    yield { epoch, loss: loss / samples.length }
  }
}

/** Moves the weights once and returns the sum of the samples' losses. */
function learn(network: Network, batch: readonly Sample[], rate: number): number {
  const gradient = emptyNetwork(network.hiddenBiases.length)
  let loss = 0
  for (const sample of batch) loss += addGradient(network, sample, gradient)
  const distance = rate / batch.length
  for (const name of PARAMETERS) {
    const weights = network[name]
    const slopes = gradient[name]
    for (let place = 0; place < weights.length; place++) weights[place]! -= distance * slopes[place]!
  }
  return loss
}
