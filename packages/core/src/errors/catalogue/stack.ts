/** Mistakes in `regauge.yaml`, in stack files, in their references and secrets, and in choosing a stack. */
export const STACK_ERRORS = {
  PROJECT_FILE_INVALID: {
    summary: 'The file `regauge.yaml` of the project cannot be read, or says something that it may not say.',
    remedy: 'Correct the lines that the message names.',
    exit: 2,
  },
  STACK_NOT_FOUND: {
    summary: 'No stack of that name is registered in the project.',
    remedy: 'List the stacks with `regauge stack list`.',
    exit: 2,
  },
  STACK_NAME_INVALID: {
    summary: 'A text that should name a stack cannot be a name.',
    remedy: 'Begin with a letter and use up to 62 more letters, digits, "_" or "-".',
    exit: 2,
  },
  STACK_NAME_MISMATCH: {
    summary: 'A stack file has another name inside than outside.',
    remedy: 'Rename the file, or set `name` to the name of the file without `.yaml`.',
    exit: 2,
  },
  STACK_NAME_AMBIGUOUS: {
    summary: 'The names of two stack files differ only in upper and lower case.',
    remedy: 'Rename one of them; not every file system can keep them apart.',
    exit: 2,
  },
  STACK_EXISTS: {
    summary: 'A new stack was asked for under a name that has a file already.',
    remedy: 'Choose another name, or edit the file that is there.',
    exit: 2,
  },
  STACK_FILE_UNREADABLE: {
    summary: 'A stack file is not a text file of at most 1 MiB that can be read.',
    remedy: 'Look at the file and its permissions; a stack is UTF-8 text.',
    exit: 2,
  },
  STACK_FILE_UNWRITABLE: {
    summary: 'A new stack file, or the note which stack is in use, cannot be written.',
    remedy: 'Look at the permissions of the folder that the message names.',
    exit: 2,
  },
  STACK_SYNTAX_INVALID: {
    summary: 'A stack file is not one plain YAML 1.2 document: bad syntax, tags, merge keys, too deep, or too large.',
    remedy: 'Correct the place that the message names.',
    exit: 2,
  },
  STACK_KEY_UNKNOWN: {
    summary: 'A stack file has a key that stacks do not have.',
    remedy: 'Correct the key; the hint names the closest known one.',
    exit: 2,
  },
  STACK_KEY_DUPLICATE: {
    summary: 'A mapping in a stack file has the same key twice.',
    remedy: 'Remove one of the two.',
    exit: 2,
  },
  STACK_KEY_MISSING: {
    summary: 'A stack lacks something that every stack has: a name, an orchestrator, an artifact store, a flavor.',
    remedy: 'Add what the message names, or extend a stack that has it.',
    exit: 2,
  },
  STACK_VALUE_INVALID: {
    summary: 'A value in a stack file has the wrong type or form.',
    remedy: 'Write what the message asks for.',
    exit: 2,
  },
  STACK_EXTENDS_UNKNOWN: {
    summary: 'A stack extends another one that does not exist.',
    remedy: 'Correct the name after `extends`; the hint names the closest known one.',
    exit: 2,
  },
  STACK_EXTENDS_CYCLE: {
    summary: 'A stack extends itself, directly or through others.',
    remedy: 'Take one `extends` out of the circle.',
    exit: 2,
  },
  STACK_REFERENCE_INVALID: {
    summary: 'A `${…}` in a stack file is not a reference, or stands where none may stand.',
    remedy: 'Write ${env:NAME}, ${file:path} or ${secret:store.key}; a literal "${" is written "$${".',
    exit: 2,
  },
  STACK_REFERENCE_UNRESOLVED: {
    summary: 'A reference leads to an environment variable or a file that is not there.',
    remedy: 'Set the variable or write the file that the message names.',
    exit: 2,
  },
  STACK_REFERENCE_OUTSIDE: {
    summary: 'A `${file:…}` leads out of the project, perhaps through a symbolic link.',
    remedy: 'Keep the file inside the project, or pass its content as a secret.',
    exit: 2,
  },
  STACK_FILE_REMOTE: {
    summary: 'A component that is used on another machine refers to a file of this one.',
    remedy: 'Pass the content as a secret: `${secret:store.key}`.',
    exit: 2,
  },
  STACK_SECRET_LITERAL: {
    summary: 'A config field that holds a secret has its value written into the stack file.',
    remedy: 'Put the value elsewhere and refer to it, e.g. ${secret:store.key}. Treat the value as leaked.',
    exit: 2,
  },
  STACK_FLAVOR_UNKNOWN: {
    summary: 'None of the packages that a stack names brings the flavor that one of its components has.',
    remedy: 'Correct the flavor, or add the package that brings it to `packages`.',
    exit: 2,
  },
  STACK_CONFIG_UNKNOWN: {
    summary: 'The config of a component has a field that its flavor does not know.',
    remedy: 'Correct the field; the hint names the closest known one.',
    exit: 2,
  },
  STACK_CONFIG_INVALID: {
    summary: 'The config of a component does not fit the schema of its flavor.',
    remedy: 'Correct the fields that the message names; `regauge flavor show` describes them.',
    exit: 2,
  },
  STACK_COMPONENT_CYCLE: {
    summary: 'Two components of a stack need each other.',
    remedy: 'This is a mistake of the flavors that the message names; choose another one.',
    exit: 2,
  },
  STACK_COMPONENT_MISSING: {
    summary: 'A component needs another kind of component that the stack does not have.',
    remedy: 'Add a component of that kind to the stack, or choose another flavor.',
    exit: 2,
  },
  SECRET_NOT_FOUND: {
    summary: 'No place that is searched for secrets has one of that name.',
    remedy: 'Set the environment variable that the message names, or add the secret to `.regauge/secrets.yaml`.',
    exit: 2,
  },
  SECRET_FILE_EXPOSED: {
    summary: 'Other users of the machine may read the file of secrets.',
    remedy: 'Take their permission away: chmod 600 .regauge/secrets.yaml.',
    exit: 2,
  },
  SECRET_FILE_INVALID: {
    summary: 'The file of secrets cannot be read, or holds something else than texts by name.',
    remedy: 'Write one mapping of stores, each a mapping of keys to texts.',
    exit: 2,
  },
} as const
