import { posix } from 'node:path';
import type { ConfigFile, Consumer, Updates } from './consumer.ts';
import { namesAny } from './paths.ts';
import { entriesOf, listOf, maxDepth, member, objects, stringsIn, textOf, type YamlValue } from './yaml.ts';

export interface Manifest {
  readonly file: ConfigFile;
  readonly document: YamlValue;
}

const references: Readonly<Record<string, readonly string[]>> = {
  secretKeyRef: ['name'],
  configMapKeyRef: ['name'],
  secretRef: ['name'],
  configMapRef: ['name'],
  secret: ['secretName', 'name'],
  configMap: ['name'],
};

/** The workloads that use an updated Secret or ConfigMap by its name, or contain the token. */
export function kubernetesWorkloads(manifests: readonly Manifest[], updates: Updates): Consumer[] {
  const resources = manifests.flatMap(({ file, document }) =>
    [document, ...objects(listOf(member(document, 'items')))].map((resource) => ({ file, resource })),
  );
  const updated = resources.flatMap((each) => updatedNames(each, updates));
  return resources.flatMap(({ file, resource }) => {
    const kind = textOf(resource['kind']);
    const used = kind === '' || isSource(kind) || isList(kind) ? [] : usedNames(resource, 0);
    const namespace = namespaceOf(resource);
    const isUser = updated.some(
      (source) =>
        used.includes(source.name) && (namespace === '' || source.namespace === '' || namespace === source.namespace),
    );
    const containsToken = kind !== '' && !isSource(kind) && !isList(kind) && contains(resource, file, updates);
    return isUser || containsToken
      ? [{ kind: 'kubernetes', name: `${kind} ${nameOf(resource)}`, definedIn: file }]
      : [];
  });
}

interface Named {
  readonly name: string;
  readonly namespace: string;
}

/** The Secrets and ConfigMaps that contain the token, or that Kustomize generates from an updated file. */
function updatedNames({ file, resource }: { file: ConfigFile; resource: YamlValue }, updates: Updates): Named[] {
  const folder = posix.dirname(file.path);
  const generated = ['secretGenerator', 'configMapGenerator']
    .flatMap((key) => objects(listOf(member(resource, key))))
    .filter((generator) => {
      const paths = ['env', 'envs', 'files'].flatMap((key) => listOf(generator[key])).map(textOf);
      return (
        contains(generator, file, updates) ||
        paths.some((path) => namesAny(path.slice(path.indexOf('=') + 1), folder, updates.files))
      );
    });
  const isUpdatedSource = isSource(textOf(resource['kind'])) && contains(resource, file, updates);
  return [
    ...generated.map((generator) => ({ name: textOf(generator['name']), namespace: textOf(generator['namespace']) })),
    ...(isUpdatedSource ? [{ name: nameOf(resource), namespace: namespaceOf(resource) }] : []),
  ].filter(({ name }) => name !== '');
}

function usedNames(value: unknown, depth: number): string[] {
  if (depth > maxDepth) {
    return [];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item) => usedNames(item, depth + 1));
  }
  const named = isSource(textOf(member(value, 'kind'))) ? [textOf(member(value, 'name'))] : [];
  const children = entriesOf(value).flatMap(([key, child]) => [
    ...(key === 'existingSecret' ? [textOf(child)] : []),
    ...referenceMembers(key).map((name) => textOf(member(child, name))),
    ...usedNames(child, depth + 1),
  ]);
  return [...named, ...children];
}

/** The strings of a Secret's `data` are base64, in which the token is found too. */
function contains(value: unknown, file: ConfigFile, { containsNew }: Updates): boolean {
  return stringsIn(value).some((text) => containsNew(text, file));
}

/** Drivers and custom resources have keys such as `nodePublishSecretRef`. */
function referenceMembers(key: string): readonly string[] {
  if (Object.hasOwn(references, key)) {
    return references[key] ?? [];
  }
  return key.endsWith('SecretRef') ? ['name'] : [];
}

function isSource(kind: string): boolean {
  return kind === 'Secret' || kind === 'ConfigMap';
}

function isList(kind: string): boolean {
  return kind.endsWith('List') || kind === 'Kustomization';
}

function nameOf(resource: YamlValue): string {
  return textOf(member(resource['metadata'], 'name'));
}

function namespaceOf(resource: YamlValue): string {
  return textOf(member(resource['metadata'], 'namespace'));
}
