import { resumeRotation as resume, type ResumeInput } from '../operations/resumeRotation.ts';
import { RotationNode } from '../ui/servers/nodes.ts';
import { chooseRotation } from './chooseRotation.ts';
import type { Call, Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';
import { rotationResult } from './rotationResult.ts';

export function resumeRotation({
  servers,
  newTokens,
  usage,
}: Pick<Dependencies, 'servers' | 'newTokens' | 'usage'>): Command {
  return {
    id: 'influxdb3Tokens.resumeRotation',
    async run(call) {
      const { rotations } = usage;
      await rotations.refresh();
      const journal = await chooseRotation(call, { rotations, servers });
      const { files, old } = call.args;
      const result = await resume(
        journal,
        { action: requestedAction(call), files, old },
        {
          person: call.person,
          servers,
          newTokens,
          usage,
        },
      );
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
