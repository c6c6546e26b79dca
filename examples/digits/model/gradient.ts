import { activate, type Network } from './network.ts'

/** One digit as the network learns it. */
export interface Sample {
  readonly inputs: Float64Array
  readonly label: number
}

/** A probability of 0 would make the loss infinite; this is the smallest one that counts. */
const SMALLEST_PROBABILITY = Number.MIN_VALUE

/** The cross-entropy of the network's answer to one sample, in nats; 0 is a perfect answer. */
export function lossOf(network: Network, { inputs, label }: Sample): number {
  return crossEntropy(activate(network, inputs).probabilities, label)
}

/** Adds the gradient of one sample's loss to `gradient` (backpropagation) and returns the loss. */
export function addGradient(network: Network, { inputs, label }: Sample, gradient: Network): number {
  const { hidden, probabilities } = activate(network, inputs)
  const outputErrors = probabilities.slice()
  outputErrors[label]! -= 1
  const hiddenErrors = hidden.map((value, unit) => {
    let error = 0
    for (let output = 0; output < outputErrors.length; output++) {
      error += outputErrors[output]! * network.outputWeights[output * hidden.length + unit]!
    }
    return error * (1 - value * value)
  })
  addLayer(gradient.outputWeights, gradient.outputBiases, { errors: outputErrors, inputs: hidden })
  addLayer(gradient.hiddenWeights, gradient.hiddenBiases, { errors: hiddenErrors, inputs })
  return crossEntropy(probabilities, label)
}

function addLayer(
  weights: Float64Array,
  biases: Float64Array,
  { errors, inputs }: { readonly errors: Float64Array; readonly inputs: Float64Array },
): void {
  for (let unit = 0, place = 0; unit < errors.length; unit++) {
    const error = errors[unit]!
    biases[unit]! += error
    for (let input = 0; input < inputs.length; input++, place++) weights[place]! += error * inputs[input]!
  }
}

function crossEntropy(probabilities: Float64Array, label: number): number {
  return -Math.log(Math.max(probabilities[label]!, SMALLEST_PROBABILITY))
}
