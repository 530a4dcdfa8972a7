import { resumeRotation as resume, type ResumeInput } from '../operations/resumeRotation.ts';
import { RotationNode } from '../ui/servers/nodes.ts';
import { chooseRotation } from './chooseRotation.ts';
import { rotationResult, type Call, type Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function resumeRotation(deps: Pick<Dependencies, 'servers' | 'newTokens' | 'usage' | 'rotations'>): Command {
  return {
    id: 'influxdb3Tokens.resumeRotation',
    async run(call) {
      await deps.rotations.refresh();
      const journal = await chooseRotation(call, deps);
      const { files, old } = call.args;
      const input = { action: requestedAction(call), files, old };
      const result = await resume(journal, input, { ...deps, person: call.person });
      return result && rotationResult(journal.server, result);
    },
  };
}

/** With arguments, the default is to finish. */
function requestedAction({ node, args }: Call): ResumeInput['action'] {
  const isUndo = args.undo ?? (node instanceof RotationNode ? node.undo : undefined);
  if (isUndo === undefined && Object.keys(args).length === 0) {
    return undefined;
  }
  return isUndo === true ? 'undo' : 'finish';
}
