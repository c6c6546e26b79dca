import type { Tensors } from '@regauge/core'
import { CLASSES, PIXELS } from './digit.ts'
import { PARAMETERS, type Network } from './network.ts'

/** A network as named tensors. Equal networks give equal tensors. */
export function toTensors(network: Network): Tensors {
  const shapes = shapesOf(network.hiddenBiases.length)
  return Object.fromEntries(
    PARAMETERS.map((name) => [name, { dtype: 'F64', shape: shapes[name], values: network[name] }]),
  )
}

/** The network that {@link toTensors} was given. Throws an error that names the first tensor of another shape or type. */
export function fromTensors(tensors: Tensors): Network {
  const shapes = shapesOf(tensors.hiddenBiases?.shape[0] ?? 0)
  const read = (name: keyof Network): Float64Array => {
    const tensor = tensors[name]
    if (tensor?.dtype === 'F64' && tensor.shape.join() === shapes[name].join()) return tensor.values
    throw new Error(`The weights hold no tensor "${name}" of ${shapes[name].join(' x ')} numbers of type F64.`)
  }
  return {
    hiddenWeights: read('hiddenWeights'),
    hiddenBiases: read('hiddenBiases'),
    outputWeights: read('outputWeights'),
    outputBiases: read('outputBiases'),
  }
}

function shapesOf(hidden: number): Record<keyof Network, number[]> {
  return {
    hiddenWeights: [hidden, PIXELS],
    hiddenBiases: [hidden],
    outputWeights: [CLASSES, hidden],
    outputBiases: [CLASSES],
  }
}
