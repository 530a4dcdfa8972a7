import { composeProjects } from './composeProjects.ts';
import type { ComposeFile } from './composeServices.ts';
import type { ConfigFile, Consumer, Updates } from './consumer.ts';
import { kubernetesWorkloads, type Manifest } from './kubernetesWorkloads.ts';
import { isUnitFile, systemdUnits } from './systemdUnits.ts';
import { member, parseYaml } from './yaml.ts';

const composeOrManifest =
  /^\ufeff?(?:services|include|secretGenerator|configMapGenerator):|\b(?:kind|include["']|services["']|secretGenerator["']|configMapGenerator["'])["']?\s*:/m;

/** Whether a file may define a service. @param path absolute or a name, with `/` */
export function mayDefineConsumers(path: string): boolean {
  return /\.ya?ml$|compose[^/]*\.json$/i.test(path) || isUnitFile(path);
}

/** Finds each service that reads an updated file. @param signal when aborted, what was found so far is returned */
export async function findConsumers(
  files: readonly ConfigFile[],
  updates: Updates,
  signal: AbortSignal,
): Promise<Consumer[]> {
  const compose: ComposeFile[] = [];
  const manifests: Manifest[] = [];
  for (const file of files.filter(({ path, text }) => !isUnitFile(path) && composeOrManifest.test(text))) {
    if (signal.aborted) {
      break;
    }
    for (const document of await parseYaml(file.text)) {
      if (member(document, 'services') !== undefined || member(document, 'include') !== undefined) {
        compose.push({ file, document });
      } else {
        manifests.push({ file, document });
      }
    }
  }
  const found = [
    ...composeProjects(compose, updates),
    ...files.filter(({ path }) => isUnitFile(path)).flatMap((file) => systemdUnits(file, updates)),
    ...kubernetesWorkloads(manifests, updates),
  ];
  const keyOf = ({ kind, name, definedIn }: Consumer) => JSON.stringify([kind, name, definedIn.path]);
  return [...new Map(found.map((consumer) => [keyOf(consumer), consumer])).values()];
}
