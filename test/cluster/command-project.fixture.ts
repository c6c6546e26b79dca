import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'
import { createProject, type TestProject } from '../support/project.ts'
import type { PromptedStack } from './prompted-stack.fixture.ts'
import { PACKAGES } from './stack.fixture.ts'

/** What the command is started with in such a project. */
export function clusterEnvironment(): Readonly<Record<string, string>> {
  return { CLUSTER_TEST_KEY: inject('cluster').s3.secretAccessKey }
}

/** The words that run one of its pipelines. */
export function runWords({ prompter }: PromptedStack, pipeline = 'prompted'): readonly string[] {
  return ['run', `pipeline.ts#${pipeline}`, '--param', `prompter=${prompter.url}`]
}

/** A project whose stack is the one of a test, for the command. */
export function createCommandProject({ stack }: PromptedStack): TestProject {
  const { orchestrator, 'artifact-store': store } = stack.spec.components
  const file = {
    name: 'k8s',
    packages: [...PACKAGES],
    components: { orchestrator, 'artifact-store': store },
    defaults: stack.spec.defaults,
  }
  return createProject({
    'regauge.yaml': 'defaultStack: k8s\n',
    'stacks/k8s.yaml': JSON.stringify(file),
    'pipeline.ts': readFileSync(join(import.meta.dirname, 'prompted.pipeline.ts'), 'utf8'),
  })
}
