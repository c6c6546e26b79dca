import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import type { Command as Body, CommandContext, ExitCode } from './context.ts'

const RUN = 'id of a run, a unique prefix of one, or "latest"'
const MODULE = 'module that exports the pipeline, e.g. pipeline.ts or pipeline.ts#training'
const STACK = ['-s, --stack <name>', 'stack to use; otherwise REGAUGE_STACK, then what `stack use` chose'] as const

const KINDS = ['artifact-store', 'orchestrator', 'step-operator']

const TIMEOUT = ['--timeout <duration>', 'how long each probe may take', '1m'] as const

const STATUSES = ['pending', 'running', 'cancelling', 'succeeded', 'failed', 'cancelled', 'lost']

/** The parsed command line and what is needed to carry it out. */
export interface Program {
  readonly command: Command
  /** The exit code that the command's body returned; undefined before, and where only help was asked for. */
  exitCode(): ExitCode | undefined
}

/**
 * Every command with its arguments and options. Cheap: the bodies are imported only when they are called, so that help
 * and mistakes on the command line load no more than this file.
 */
export function createProgram(context: CommandContext, version: string): Program {
  let exitCode: ExitCode | undefined
  const program = new Command('regauge')
    .description('Change the track, not the train: typed pipelines that run unchanged on any stack.')
    .version(version, '-V, --version', 'print the version')
    .option('-C, --cwd <dir>', 'run as if started in this directory')
    .option('--json', 'print one JSON document on stdout')
    .option('--verbose', 'print errors with their causes and stack traces')
    .helpOption('-h, --help', 'print what a command takes')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      outputError: () => {},
      getOutHelpWidth: () => context.stdout.columns ?? 100,
      getErrHelpWidth: () => context.stderr.columns ?? 100,
    })
    .exitOverride()

  /** Calls a body with its options, the program's and its arguments, all by name. */
  const body = (load: () => Promise<Body<never>>) =>
    async function call(this: Command): Promise<void> {
      const named = this.registeredArguments.map((argument, index) => [argument.name(), this.processedArgs[index]])
      const options = { ...this.optsWithGlobals<{ readonly cwd?: string }>(), ...Object.fromEntries(named) }
      const cwd = directoryFrom(context.cwd, options.cwd ?? '.')
      if (cwd === undefined) this.error(`error: ${noDirectory(context.cwd, options.cwd)}`)
      const command = await load()
      // The options were declared beside the body that takes them; the parser knows no types.
      exitCode = await command(options as never, { ...context, cwd })
    }

  defineRunning(program, body)
  defineRuns(program, body)
  defineSchedules(program, body)
  defineArtifacts(program, body)
  defineStacks(program, body)
  defineKubernetes(program, body)
  defineSurroundings(program, body)
  return { command: program, exitCode: () => exitCode }
}

type BodyOf = (load: () => Promise<Body<never>>) => (this: Command) => Promise<void>

const collect = (value: string, previous: readonly string[] = []) => [...previous, value]

function withParams(command: Command): Command {
  return command
    .argument('<module>', MODULE)
    .option(...STACK)
    .option('-p, --param <name=value>', 'one parameter, read by its schema; may be repeated', collect)
    .option('--params <file>', 'parameters from a JSON or YAML file; "-" reads stdin')
}

function defineRunning(program: Command, body: BodyOf): void {
  program
    .command('init')
    .description('make a new project that runs at once')
    .argument('[dir]', 'directory to make it in', '.')
    .action(body(async () => (await import('./commands/init.ts')).init))
  withParams(program.command('run').description('compile a pipeline, run it and follow it'))
    .option('--id <key>', 'key that makes the id of the run: the same key is the same run')
    .option('-d, --detach', 'start the run in the background and print its id')
    .addOption(
      new Option('--fail-mode <mode>', 'what happens when a step has failed for good').choices([
        'fail-fast',
        'finish-running',
        'continue',
      ]),
    )
    .option('-l, --label <name=value>', 'label of the run; may be repeated', collect)
    .action(body(async () => (await import('./commands/run.ts')).run))
  withParams(program.command('compile').description('print the plan of a pipeline without running it'))
    .addOption(
      new Option('-f, --format <format>', 'how to print it')
        .choices(['json', 'yaml', 'mermaid', 'dot'])
        .default('yaml'),
    )
    .action(body(async () => (await import('./commands/compile.ts')).compile))
}

function defineRuns(program: Command, body: BodyOf): void {
  const runs = program.command('runs').description('what ran')
  runs
    .command('list')
    .description('list runs, the newest first')
    .option(...STACK)
    .option('-n, --limit <count>', 'how many at most', '20')
    .option('--pipeline <name>', 'only runs of this pipeline')
    .addOption(new Option('--status <status>', 'only runs that have this status').choices(STATUSES))
    .action(body(async () => (await import('./commands/runs-list.ts')).runsList))
  runs
    .command('show')
    .description('print all that is known of a run')
    .argument('<run>', RUN)
    .option(...STACK)
    .action(body(async () => (await import('./commands/runs-show.ts')).runsShow))
  runs
    .command('logs')
    .description('print the logs of a run or of one step')
    .argument('<run>', RUN)
    .argument('[step]', 'path of a step, e.g. load or sweep[3].fit; sweep.fit means all items')
    .option('-F, --follow', 'go on printing until the run has ended')
    .option('--attempt <number>', 'only this attempt; otherwise all of them')
    .option(...STACK)
    .action(body(async () => (await import('./commands/runs-logs.ts')).runsLogs))
  runs
    .command('watch')
    .description('follow a run until it has ended')
    .argument('<run>', RUN)
    .option(...STACK)
    .action(body(async () => (await import('./commands/runs-watch.ts')).runsWatch))
  runs
    .command('resume')
    .description('go on with a run that failed, was cancelled or has lost its driver')
    .argument('<run>', RUN)
    .option('--from <step>', 'run this step again, and everything after it; sweep[3].fit means one item')
    .option('--with-code <module>', 'go on with new code, of this module')
    .option('--take-over', 'replace a driver that is still alive')
    .option('-d, --detach', 'drive the run in the background')
    .option(...STACK)
    .action(body(async () => (await import('./commands/runs-resume.ts')).runsResume))
  runs
    .command('cancel')
    .description('stop a run, and wait until it has stopped')
    .argument('<run>', RUN)
    .option('--no-wait', 'ask only')
    .option(...STACK)
    .action(body(async () => (await import('./commands/runs-cancel.ts')).runsCancel))
}

function defineSchedules(program: Command, body: BodyOf): void {
  const schedule = program.command('schedule').description('pipelines that run by themselves')
  schedule
    .command('apply')
    .description('have the schedules of a pipeline kept by a stack')
    .argument('<module>', MODULE)
    .option(...STACK)
    .action(body(async () => (await import('./commands/schedule-apply.ts')).scheduleApply))
  schedule
    .command('list')
    .description('list the schedules that a stack keeps, with their last runs')
    .option(...STACK)
    .option('--pipeline <name>', 'only those of this pipeline')
    .action(body(async () => (await import('./commands/schedule-list.ts')).scheduleList))
  schedule
    .command('delete')
    .description('take a schedule away; its runs stay')
    .argument('<pipeline>', 'name of the pipeline')
    .argument('[name]', 'name of the schedule; may be left out where there is only one')
    .option(...STACK)
    .action(body(async () => (await import('./commands/schedule-delete.ts')).scheduleDelete))
}

function defineArtifacts(program: Command, body: BodyOf): void {
  const artifact = 'an output as RUN:STEP.OUTPUT, e.g. latest:sweep[3].fit.weights; RUN:OUTPUT is one of the pipeline'
  const artifacts = program.command('artifacts').description('what runs left behind')
  artifacts
    .command('list')
    .description('list the artifacts of a run')
    .argument('<run>', RUN)
    .option(...STACK)
    .action(body(async () => (await import('./commands/artifacts-list.ts')).artifactsList))
  artifacts
    .command('show')
    .description('print what is known of an artifact')
    .argument('<artifact>', artifact)
    .option(...STACK)
    .action(body(async () => (await import('./commands/artifacts-show.ts')).artifactsShow))
  artifacts
    .command('get')
    .description('print or save the verified content of an artifact')
    .argument('<artifact>', artifact)
    .option('-o, --out <file>', 'file, or directory, to write to')
    .option(...STACK)
    .action(body(async () => (await import('./commands/artifacts-get.ts')).artifactsGet))
}

function defineStacks(program: Command, body: BodyOf): void {
  const stack = program.command('stack').description('stacks of this project')
  stack
    .command('list')
    .description('list the stacks')
    .action(body(async () => (await import('./commands/stack-list.ts')).stackList))
  stack
    .command('show')
    .description('print a stack')
    .argument('[name]', 'name of the stack; otherwise the one in use')
    .option('--resolved', 'after "extends", with the origin of every value')
    .action(body(async () => (await import('./commands/stack-show.ts')).stackShow))
  stack
    .command('use')
    .description('choose the stack of this project on this machine')
    .argument('<name>', 'name of the stack')
    .action(body(async () => (await import('./commands/stack-use.ts')).stackUse))
  stack
    .command('new')
    .description('write a new stack file')
    .argument('<name>', 'name of the stack')
    .option('--extends <stack>', 'stack to build upon')
    .action(body(async () => (await import('./commands/stack-new.ts')).stackNew))
  stack
    .command('validate')
    .description('check stacks: their files, their packages and the config of every component')
    .argument('[name]', 'name of the stack; otherwise all of them')
    .action(body(async () => (await import('./commands/stack-validate.ts')).stackValidate))
  stack
    .command('diff')
    .description('compare two stacks')
    .argument('<a>', 'name of a stack')
    .argument('<b>', 'name of another')
    .action(body(async () => (await import('./commands/stack-diff.ts')).stackDiff))
  stack
    .command('doctor')
    .description('look at a stack and its components live, and say what to do about what is wrong')
    .argument('[name]', 'name of the stack; otherwise the one in use')
    .option(...TIMEOUT)
    .action(body(async () => (await import('./commands/stack-doctor.ts')).stackDoctor))
  const flavor = program.command('flavor').description('flavors that stacks can use')
  flavor
    .command('list')
    .description('list the flavors that a stack brings, and what they can do')
    .option(...STACK)
    .action(body(async () => (await import('./commands/flavor-list.ts')).flavorList))
  flavor
    .command('show')
    .description('print a flavor with the fields of its config')
    .argument('<kind>', 'kind of the flavor; may be left out where no two kinds have a flavor of that name')
    .argument('[name]', 'name of the flavor')
    .option(...STACK)
    .action(body(async () => (await import('./commands/flavor-show.ts')).flavorShow))
  flavor
    .command('new')
    .description('make a package with a flavor of your own, which passes the tests of its kind at once')
    .argument('<name>', 'name of the flavor')
    .argument('[dir]', 'directory to make it in; otherwise KIND-NAME')
    .addOption(new Option('--kind <kind>', 'what it is a flavor of').choices(KINDS).makeOptionMandatory())
    .action(body(async () => (await import('./commands/flavor-new.ts')).flavorNew))
  flavor
    .command('test')
    .description('put flavors to the test: do they keep the promises of their kind?')
    .argument('[package]', 'name or path of the package; otherwise the one here, or all that the stack uses')
    .addOption(new Option('-s, --stack <name>', 'use them as this stack does').conflicts('config'))
    .option('--config <file>', 'use the one of the package with this config, in JSON or YAML')
    .addOption(new Option('--kind <kind>', 'which of several flavors the config is for').choices(KINDS))
    .option('--patience <duration>', 'how long anything may take that is promised by an orchestrator or step operator')
    .action(body(async () => (await import('./commands/flavor-test.ts')).flavorTest))
}

function defineKubernetes(program: Command, body: BodyOf): void {
  const clusters = program.command('k8s').description('clusters of Kubernetes')
  clusters
    .command('gc')
    .description('delete what runs that have ended left in the cluster of a stack')
    .option(...STACK)
    .option('--older-than <duration>', 'how long ago they ended', '1h')
    .option('--dry-run', 'only print the runs')
    .action(body(async () => (await import('./commands/k8s-gc.ts')).k8sGc))
  clusters
    .command('manifests')
    .description('print what a cluster needs before the first run, for `kubectl apply -f -`')
    .option('-n, --namespace <name>', 'namespace that runs take place in', 'regauge')
    .option('--driver-service-account <name>', 'service account of drivers', 'regauge-driver')
    .option('--client-group <name>', 'group of those who may submit runs', 'regauge-clients')
    .option('--network-policies', 'with examples of network policies')
    .action(body(async () => (await import('./commands/k8s-manifests.ts')).k8sManifests))
}

function defineSurroundings(program: Command, body: BodyOf): void {
  program
    .command('doctor')
    .description('check this machine and the stack: everything that a run needs')
    .option(...STACK)
    .option(...TIMEOUT)
    .action(body(async () => (await import('./commands/doctor.ts')).doctor))
  program
    .command('completion')
    .description('print a script that completes this command in a shell')
    .addArgument(program.createArgument('<shell>', 'shell').choices(['bash', 'zsh', 'fish', 'powershell']))
    .action(body(async () => (await import('./commands/completion.ts')).completion))
  program
    .command('complete', { hidden: true })
    .description('answer a shell that completes a word')
    .argument('[words...]')
    .action(body(async () => (await import('./commands/complete.ts')).complete))
}

function noDirectory(cwd: string, directory: string | undefined): string {
  return directory === undefined
    ? `the working directory is gone: '${cwd}'`
    : `--cwd names no directory: '${directory}'`
}

/** The directory that `-C DIR` names, or undefined where it is none. */
function directoryFrom(cwd: string, directory: string): string | undefined {
  const path = resolve(cwd, directory)
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? path : undefined
}
