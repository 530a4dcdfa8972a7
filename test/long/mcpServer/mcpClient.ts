import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { InstalledMcpServer } from './installMcpServer.ts';

/** The part of `@modelcontextprotocol/sdk` that is used here. It's installed together with the MCP server. */
interface Client {
  connect(transport: object): Promise<void>;
  callTool(request: { name: string; arguments: object }): Promise<ToolResult>;
  close(): Promise<void>;
}

interface ToolResult {
  content: { type: string; text: string }[];
  isError?: boolean;
}

export interface McpClient {
  /** The text that a language model would get. @throws Error with that text if the tool failed */
  call(tool: string, args?: object): Promise<string>;
  close(): Promise<void>;
}

/** Runs the MCP server as an editor would, with its settings in the environment. */
export async function startMcpServer(
  { folder, main }: InstalledMcpServer,
  env: Record<string, string>,
): Promise<McpClient> {
  const requireFrom = createRequire(join(folder, 'package.json'));
  const load = async (path: string): Promise<Record<string, new (...args: object[]) => object>> =>
    (await import(pathToFileURL(requireFrom.resolve(`@modelcontextprotocol/sdk/client/${path}`)).href)) as never;
  const [clientModule, transportModule] = [await load('index.js'), await load('stdio.js')];
  const [SdkClient, Transport] = [clientModule['Client'], transportModule['StdioClientTransport']];
  if (SdkClient === undefined || Transport === undefined) throw new Error('the SDK has other exports than expected');

  const client = new SdkClient({ name: 'token server test', version: '1.0.0' }) as Client;
  await client.connect(new Transport({ command: process.execPath, args: [main], cwd: folder, env, stderr: 'ignore' }));
  return {
    async call(tool, args = {}) {
      const { content, isError } = await client.callTool({ name: tool, arguments: args });
      const text = content.map((part) => part.text).join('\n');
      if (isError === true) throw new Error(text);
      return text;
    },
    close: () => client.close(),
  };
}
