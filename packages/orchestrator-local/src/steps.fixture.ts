/** A pipeline whose steps end in every way there is. Tests copy it into a project of their own as `steps.ts`. */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync, writeSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { artifact, commandStep, pipeline, RetryableError, step, TerminalError } from '@regauge/core'
import { z } from 'zod'

const Text = artifact({ name: 'greeting', materializer: 'text' })

const writesText = step({ name: 'writesText', outputs: { text: Text }, run: () => ({ text: 'grüße' }) })

const chatters = step({
  name: 'chatters',
  inputs: { lines: z.number() },
  async run({ lines }) {
    const rest = 'x'.repeat(100)
    for (let line = 0; line < lines; line += 1) {
      console.log(`${line} ${rest}`)
      if (line % 500 === 0) await sleep(1)
    }
  },
})

/** Shell code that writes numbered lines of 100 characters, each at once. */
const counting = (name: string, lines: number, to: string) =>
  `awk 'BEGIN { for (i = 0; i < ${lines}; i++) { printf "${name} %d %s\\n", i, "${'x'.repeat(90)}"; fflush() } }' ${to}`

/** A child writes to standard error while its own child writes to standard output. */
const family = (lines: number) => `${counting('grandchild', lines, '')} & ${counting('child', lines, '>&2')}; wait`

const chattersInTheFamily = step({
  name: 'chattersInTheFamily',
  inputs: { lines: z.number() },
  async run({ lines }) {
    const child = spawn('sh', ['-c', family(lines)], { stdio: ['ignore', 'inherit', 'inherit'] })
    const ended = new Promise((resolve) => child.on('exit', resolve))
    const rest = 'x'.repeat(90)
    for (let line = 0; line < lines; line += 1) {
      console.log(`out ${line} ${rest}`)
      console.error(`err ${line} ${rest}`)
      if (line % 1_000 === 0) await sleep(1)
    }
    await ended
  },
})

const waitsForFile = step({
  name: 'waitsForFile',
  inputs: { file: z.string() },
  outputs: { done: z.boolean() },
  async run({ file }) {
    while (!existsSync(file)) await sleep(5)
    return { done: true }
  },
})

const leavesChildren = step({
  name: 'leavesChildren',
  inputs: { file: z.string() },
  async run({ file }) {
    const child = spawn('sh', ['-c', 'sleep 1000 & echo "$! $PPID" > "$0.new"; mv "$0.new" "$0"; wait', file], {
      stdio: 'ignore',
    })
    await new Promise((resolve) => child.on('spawn', resolve))
    while (!existsSync(file)) await sleep(5)
    for (;;);
  },
})

const shellCopies = commandStep({
  name: 'shellCopies',
  command: ['sh', 'copy.sh'],
  files: ['copy.sh'],
  inputs: { text: Text, count: z.number() },
  outputs: { text: Text, facts: z.object({ count: z.number(), step: z.string() }) },
})

const pythonLearns = commandStep({
  name: 'pythonLearns',
  command: ['python3', 'learn/train.py'],
  files: ['learn'],
  inputs: { rows: z.array(z.number()) },
  outputs: { mean: z.number(), model: artifact({ name: 'model', materializer: 'file' }) },
})

/** What an attempt remembers for those that come after it in the same process. */
let kept = ''

const alone = [
  step({
    name: 'greets',
    outputs: { text: z.string() },
    run: () => ({ text: 'hello' }),
  }),
  step({
    name: 'throws',
    run() {
      console.log('about to fail')
      throw new Error('no such luck', { cause: new Error('the deeper reason') })
    },
  }),
  step({
    name: 'throwsText',
    run() {
      // oxlint-disable-next-line typescript/only-throw-error -- authors do
      throw 'just a text'
    },
  }),
  step({
    name: 'givesUp',
    run() {
      throw new TerminalError('never again', { code: 'DATA_GONE' })
    },
  }),
  step({
    name: 'asksForLater',
    run() {
      throw new RetryableError('come back', { after: '7s' })
    },
  }),
  step({
    name: 'rejectsInTheDark',
    async run() {
      void Promise.reject(new Error('nobody listens'))
    },
  }),
  step({
    name: 'throwsInCallback',
    run: () => new Promise<void>(() => setTimeout(() => fail('from a timer'), 5)),
  }),
  step({ name: 'neverSettles', run: () => new Promise<void>(() => undefined) }),
  step({
    name: 'exits',
    run() {
      console.log('goodbye')
      process.exit(3)
    },
  }),
  step({
    name: 'fillsTheHeap',
    run() {
      console.log('filling')
      const kept: number[][] = []
      for (;;) kept.push(Array.from({ length: 100_000 }, Math.random))
    },
  }),
  step({
    name: 'asksForTooMuch',
    run() {
      // More than there are addresses, so that no system promises it.
      return void new Uint8Array(2 ** 50)
    },
  }),
  step({ name: 'isKilled', run: () => dies('SIGKILL') }),
  step({ name: 'isTerminated', run: () => dies('SIGTERM') }),
  step({ name: 'faults', run: () => dies('SIGSEGV') }),
  step({
    name: 'aborts',
    run() {
      process.abort()
    },
  }),
  step({
    name: 'spins',
    run() {
      console.log('spinning')
      for (;;);
    },
  }),
  step({
    name: 'obeys',
    async run(_, { signal }) {
      console.log('waiting')
      await sleep(60_000, undefined, { signal })
    },
  }),
  step({
    name: 'finishesAnyway',
    outputs: { done: z.boolean() },
    async run(_, { signal }) {
      await sleep(60_000, undefined, { signal }).catch(() => undefined)
      return { done: true }
    },
  }),
  step({ name: 'forgetsItsOutput', outputs: { text: z.string() }, run: (): never => ({}) as never }),
  step({ name: 'givesTooMuch', outputs: {}, run: () => ({ extra: 1 }) as never }),
  step({ name: 'givesTheWrongThing', outputs: { text: z.string() }, run: (): never => ({ text: 5 }) as never }),
  step({
    name: 'writesInTurn',
    async run(_, { log }) {
      console.log('one')
      console.error('two')
      log.warn('three', { at: new Date(0), size: 12n })
      writeSync(1, 'four, raw\n')
      process.stdout.write('fi')
      process.stdout.write('ve\n')
      await new Promise((resolve) =>
        spawn('sh', ['-c', 'echo six from a child'], { stdio: 'inherit' }).on('exit', resolve),
      )
      process.stdout.write('日本語 und ünïcödé 🚂\n')
      process.stdout.write(Buffer.from('日').subarray(0, 1))
      process.stdout.write(Buffer.from('日').subarray(1))
    },
  }),
  step({
    name: 'leavesAServer',
    async run() {
      const server = createServer()
      await new Promise<void>((resolve) => server.listen(0, resolve))
    },
  }),
  step({
    name: 'closesItsServer',
    async run() {
      const server = createServer()
      await new Promise<void>((resolve) => server.listen(0, resolve))
      server.close()
    },
  }),
  step({ name: 'writesLater', run: () => void setTimeout(() => console.log('too late'), 0).unref() }),
  step({
    name: 'changesItsSurroundings',
    run() {
      process.env['LEFT_BEHIND'] = 'yes'
      delete process.env['HOME']
      process.chdir('/')
    },
  }),
  step({
    name: 'looksAround',
    outputs: { seen: z.record(z.string(), z.unknown()) },
    run: () => ({
      seen: {
        pid: process.pid,
        cwd: process.cwd(),
        leftBehind: process.env['LEFT_BEHIND'] ?? null,
        home: process.env['HOME'] ?? null,
        wanted: process.env['WANTED'] ?? null,
        secret: process.env['REGAUGE_SECRET_HF_TOKEN'] ?? null,
        canSend: typeof process.send === 'function',
      },
    }),
  }),
  step({
    name: 'tellsASecret',
    secrets: ['hf.token'],
    run(_, { secrets, log, tracker }) {
      const token = secrets['hf.token']
      console.log(`the token is ${token}!`)
      process.stdout.write('split: ')
      process.stdout.write(`${token?.slice(0, 4)}`)
      process.stdout.write(`${token?.slice(4)}\n`)
      log.info('in a field', { token })
      tracker.param('token', token ?? '')
      throw new Error(`failed with ${token}`)
    },
  }),
  step({
    name: 'tellsASecretLater',
    secrets: ['hf.token'],
    run(_, { secrets }) {
      kept = secrets['hf.token'] ?? ''
      setTimeout(() => console.log(`late: ${kept}`), 0).unref()
    },
  }),
  step({ name: 'tellsWhatWasKept', run: () => console.log(`kept: ${kept}`) }),
  step({ name: 'readsAnotherSecret', secrets: ['hf.token'], run: (_, { secrets }) => void secrets['hf.tokens'] }),
  step({
    name: 'measures',
    async run(_, { tracker, progress, workDir }) {
      tracker.metric('loss', 0.5, { step: 1 })
      tracker.metric('loss', Number.NaN)
      tracker.param('rate', 0.1)
      tracker.tag('kind', 'test')
      progress(0.5, 'half way')
      writeFileSync(`${workDir}/note.txt`, 'a note')
      console.log(workDir)
    },
  }),
  step({
    name: 'knowsItself',
    outputs: { self: z.record(z.string(), z.unknown()) },
    run: (_, { run, pipeline, step, path, attempt, items, signal, workDir }) => ({
      self: { run, pipeline, step, path, attempt, items, aborted: signal.aborted, found: readdirSync(workDir) },
    }),
  }),
  commandStep({ name: 'commandFails', command: ['sh', '-c', 'echo out; echo err >&2; exit 7'] }),
  commandStep({ name: 'commandIsMissing', command: ['no-such-program'] }),
  commandStep({ name: 'commandIsKilled', command: ['sh', '-c', 'echo dying; kill -9 $$'] }),
  commandStep({ name: 'commandLosesItsChild', command: ['sh', '-c', 'sh -c "kill -9 \\$\\$"; exit $?'] }),
  commandStep({ name: 'commandCrashes', command: ['sh', '-c', 'kill -SEGV $$'] }),
  commandStep({
    name: 'commandMisnames',
    command: ['sh', '-c', `echo '{ "reprot": { "value": "x" } }' > outputs.json`],
    outputs: { report: Text },
  }),
  commandStep({
    name: 'commandPointsNowhere',
    command: ['sh', '-c', `echo '{ "report": { "path": "gone.txt" } }' > outputs.json`],
    outputs: { report: Text },
  }),
  commandStep({
    name: 'commandWritesNoJson',
    command: ['sh', '-c', 'echo NaN > outputs/score.json'],
    outputs: { score: z.number() },
  }),
  commandStep({
    name: 'commandTellsASecret',
    command: ['sh', '-c', 'echo $REGAUGE_SECRET_HF_TOKEN'],
    secrets: ['hf.token'],
  }),
  commandStep({ name: 'commandMeasuresBadly', command: ['sh', '-c', 'echo nonsense >> metrics.jsonl'] }),
  commandStep({ name: 'commandLooksAround', command: ['ls', '-A'], files: ['copy.sh'] }),
  commandStep({ name: 'commandDetaches', command: ['sh', '-c', 'echo before; setsid sleep 5 & echo after'] }),
  commandStep({ name: 'commandChatters', command: ['sh', '-c', family(20_000)] }),
  commandStep({
    name: 'commandLeavesPids',
    command: ['sh', '-c', 'sleep 1000 & echo "$! $$" > "$PIDS.new"; mv "$PIDS.new" "$PIDS"; wait'],
  }),
  commandStep({ name: 'commandForgets', command: ['true'], outputs: { report: Text } }),
  commandStep({ name: 'commandWaits', command: ['sh', '-c', 'echo waiting; sleep 1000'] }),
  commandStep({
    name: 'commandIsDeaf',
    command: ['sh', '-c', 'trap "" TERM; sh -c "trap \'\' TERM; while :; do sleep 1; done" & echo "child $!"; wait'],
  }),
  commandStep({ name: 'commandLeavesChildren', command: ['sh', '-c', 'sleep 1000 & echo "child $!"'] }),
]

function fail(message: string): never {
  throw new Error(message)
}

function dies(signal: NodeJS.Signals): Promise<void> {
  console.log(`sending ${signal}`)
  process.kill(process.pid, signal)
  return sleep(60_000)
}

export const ways = pipeline({
  name: 'ways',
  build({ run }) {
    const { text } = run(writesText, {})
    run(chatters, { lines: 1 })
    run(chattersInTheFamily, { lines: 1 })
    run(waitsForFile, { file: '' })
    run(leavesChildren, { file: '' })
    run(shellCopies, { text, count: 1 })
    run(pythonLearns, { rows: [] })
    for (const each of alone) run(each, {})
  },
})
