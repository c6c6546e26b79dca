import type { SchedulePlace } from '../contracts/schedule-place.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import type { Stack } from './open-stack.ts'

/** What starts runs by itself on a stack. Throws `SCHEDULE_UNSUPPORTED`, which names the flavors that can. */
export function schedulePlaceOf({ orchestrator, facts }: Pick<Stack, 'orchestrator' | 'facts'>): SchedulePlace {
  if (orchestrator.schedules) return orchestrator.schedules
  const { flavor } = facts.orchestrator
  const others = facts.flavorsOf.orchestrator.filter(({ capabilities }) => capabilities.schedules === true)
  const able = others.map(({ name }) => `"${name}"`).join(', ') || '"kubernetes" of @regauge/orchestrator-k8s'
  throw new RegaugeError('SCHEDULE_UNSUPPORTED', {
    message: `The orchestrator of stack "${facts.name}" (flavor "${flavor}") cannot start runs by itself.`,
    hint: `Use a stack with the orchestrator ${able}, or call \`regauge run --id KEY\` from a scheduler of your own.`,
    details: { stack: facts.name, flavor },
  })
}
