/** `@regauge/core`: what pipelines are written with, and what flavors are written against. */

// Pipelines
export { artifact, listOf } from './authoring/artifact.ts'
export type { ArtifactOptions, MaterializedValues, MaterializerName } from './authoring/artifact.ts'
export { commandStep } from './authoring/command-step.ts'
export type { CommandStepOptions } from './authoring/command-step.ts'
export { and, eq, gt, gte, isSet, lt, lte, ne, not, or } from './authoring/conditions.ts'
export type { Condition, Scalar } from './authoring/conditions.ts'
export type { CommonStepOptions, Step } from './authoring/describe-step.ts'
export type { Field, Fields, Given, Parsed } from './authoring/field.ts'
export type { HookInputs, Hooks, HookStep } from './authoring/hooks.ts'
export { pipeline } from './authoring/pipeline.ts'
export type { ParamsSchema, Pipeline, PipelineOptions } from './authoring/pipeline.ts'
export type { Ref } from './authoring/ref.ts'
export { step } from './authoring/step.ts'
export type { FunctionStep, Returned, StepOptions } from './authoring/step.ts'
export type { After, BuildTools, MapOptions, MapOver, NodeOptions, Run, RunOptions, When } from './authoring/tools.ts'
export type { Block, Collected, Either, GivenValues, InputValues, Maybe, Refs, Wired } from './authoring/wiring.ts'
export type { PipelineSpec } from './spec/pipeline-spec.ts'
export type { FailMode, PolicySpec, ResourcePolicy, RetryPolicy } from './spec/policy.ts'

// Inside of a step, and around it in a unit test
export { RetryableError, TerminalError } from './contracts/step-errors.ts'
export type { StepErrorOptions } from './contracts/step-errors.ts'
export type { StepContext, StepLog, StepTracker } from './contracts/step-context.ts'
export { testContext } from './authoring/test-context.ts'
export type { LoggedLine, Observed, TestContext, TestContextOptions, TrackedMetric } from './authoring/test-context.ts'

// Values that are no plain JSON
export type { ArtifactReader, ArtifactWriter, Materializer, StoredContent } from './contracts/materializer.ts'
export type { Tensor, Tensors, TensorType, TensorValues } from './contracts/tensor.ts'
export type { ArtifactType } from './contracts/definition.ts'
export type { ArtifactItemRef, ArtifactRef } from './spec/artifact-ref.ts'

// Flavors
export { defineFlavor } from './contracts/flavor.ts'
export type { ComponentKinds, CreateOptions, Flavor, Kind, KindCapabilities } from './contracts/flavor.ts'
export type { ArtifactStore, ArtifactStoreCapabilities, Source, StoredObject } from './contracts/artifact-store.ts'
export type { GetOptions, ListOptions, ListPage, PutOptions } from './contracts/artifact-store.ts'
export { assertStoreKey } from './contracts/store-key.ts'
export type { Launcher, LauncherCapabilities, LauncherCapacity } from './contracts/launcher.ts'
export type { LauncherEvent, LiveBundle } from './contracts/launcher.ts'
export type { LauncherContext, Orchestrator, OrchestratorCapabilities } from './contracts/orchestrator.ts'
export type { SecretSource, StepOperator } from './contracts/orchestrator.ts'
export type { BundleSpec, Envelope } from './spec/envelope.ts'
export { delegateStore } from './contracts/delegate-store.ts'
export { isRegaugeError, RegaugeError } from './errors/regauge-error.ts'
export type { ErrorCode } from './errors/catalogue.ts'
