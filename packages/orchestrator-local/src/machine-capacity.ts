import { availableParallelism, totalmem } from 'node:os'
import type { LauncherCapacity } from '@regauge/core'
import { parseSize } from '@regauge/core/units'
import type { LocalOrchestratorConfig } from './config.ts'

/** What this machine, or the container around this process, has to give to attempts at once. */
export function machineCapacity({ slots, memory }: LocalOrchestratorConfig): Required<LauncherCapacity> {
  const cores = availableParallelism()
  const bundles = slots ?? cores
  return {
    // More slots than cores are a wish to share cores.
    cpu: Math.max(cores, bundles),
    memory: (memory === undefined ? undefined : parseSize(memory)) ?? machineMemory(),
    gpu: 0,
    bundles,
  }
}

/** Bytes. Without a limit the constraint is 0, or far beyond the machine. */
function machineMemory(): number {
  const constrained = process.constrainedMemory()
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()
}
