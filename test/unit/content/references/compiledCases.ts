/** Files in which a reference must compile, or there must be none. The token is written `<token>`. */
export interface CompiledCase {
  readonly source: string;
  readonly isOffered: boolean;
}

export const offered = (source: string): CompiledCase => ({ source, isOffered: true });
export const none = (source: string): CompiledCase => ({ source, isOffered: false });

export const typeScriptCases: readonly CompiledCase[] = [
  offered("export const token = process.env['INFLUX_TOKEN'] || '<token>';"),
  offered("export const token: string = process.env['INFLUX_TOKEN'] ?? '<token>';"),
  offered("export const token: string | undefined = '<token>';"),
  offered("export const options: { token: string } = { token: '<token>' };"),
  offered("export const options = { token: '<token>', nested: ['<token>'] } as const;"),
  offered("export class A { private readonly t: string = '<token>'; get() { return this.t; } }"),
  offered("export class A { static readonly token = '<token>'; }"),
  offered("export function f(token: string = '<token>'): string { return token; }"),
  offered("export const f = (): string => '<token>';"),
  offered('export const header: string = `Bearer <token>`;'),
  offered("function f(a: string, ...b: string[]) { return [a, ...b]; }\nexport const x = f('a', '<token>');"),
  offered("export const n: number = '<token>'.length;"),
  offered("export default '<token>';"),
  offered("export const x = '<token>' as string;"),
  offered("export const x = new Map([['a', '<token>']]).get('a');"),
  offered("export const x = (process.argv[2] === '<token>') ? 'a' : 'b';"),
  offered('export const { token = "<token>" } = {} as { token?: string };'),
  none("export enum A { B = '<token>' }"),
  none('export enum A { B = `<token>` }'),
  none("export type A = '<token>';"),
  none("export const x = '<token>' as const;"),
  none("export const x = <const>'<token>';"),
  none("export const x: '<token>' = '<token>';"),
  none("export const x = { a: '<token>' } as { a: '<token>' };"),
  none("type A = 'a' | `${string}z`;\nexport const x: A = '<token>';"),
  none("declare const x = '<token>';\nexport { x };"),
  none("export interface A { '<token>': string; }"),
  none("export const x = '<token>' satisfies `${string}z`;"),
  none("export class A { '<token>' = 1; }"),
  none("declare module '<token>' { const x: string; export default x; }"),
];

const main = (body: string) => `package main\n\nimport "fmt"\n\nfunc main() {\n${body}\n}\n`;

export const goCases: readonly CompiledCase[] = [
  offered(main('\tfmt.Println("<token>")')),
  offered(main('\ttoken := `<token>`\n\tfmt.Println(token)')),
  offered(main('\tvar token string = "<token>"\n\tfmt.Println(token)')),
  offered(main('\tfmt.Println([]string{"<token>"}, map[string]string{"a": "<token>"}, []any{"<token>"})')),
  offered(main('\tfmt.Println([]byte("<token>"), "Bearer "+"<token>")')),
  offered(main('\tswitch "x" {\n\tcase "<token>":\n\t\tfmt.Println(1)\n\t}')),
  offered(main('\tf := func() (int, string) { return 1, "<token>" }\n\tfmt.Println(f())')),
  offered(main('\tif t := "<token>"; t != "" {\n\t\tfmt.Println(t)\n\t}')),
  offered('package main\n\nfunc main() { println("<token>") }\n'),
  offered('package main\n\nvar token = "<token>"\n\nfunc main() { println(token) }\n'),
  offered('// Package main is a program.\npackage main // a\n\nfunc main() { println("<token>") }\n'),
  offered('package main\n\nimport o "os"\n\nfunc main() { println("<token>", o.Args) }\n'),
  offered('package main\n\nimport . "os"\n\nfunc main() { println("<token>", Args) }\n'),
  offered('package main\n\nimport _ "os"\n\nfunc main() { println("<token>") }\n'),
  offered(
    'package main\n\nimport (\n\t"fmt"\n\t"strings"\n)\n\nfunc main() { fmt.Println(strings.ToUpper("<token>")) }\n',
  ),
  offered('package main\n\nimport (\n\t"fmt" // a\n)\n\nfunc main() { fmt.Println("<token>") }\n'),
  offered('package main\n\nimport ("fmt"; "errors")\n\nfunc main() { fmt.Println("<token>", errors.New("")) }\n'),
  offered('package main\n\nimport (\n)\n\nfunc main() { println("<token>") }\n'),
  offered('package main\n\nimport "fmt"\nimport "errors"\n\nfunc main() { fmt.Println("<token>", errors.New("")) }\n'),
  offered('package main\n\ntype C struct{ Token string }\n\nfunc main() { println(C{Token: "<token>"}.Token) }\n'),
  offered(
    'package main\n\ntype C struct{ T string }\n\nfunc main() { println([]C{{T: "<token>"}, {"<token>"}}[0].T) }\n',
  ),
  none(main('\tconst token = "<token>"\n\tfmt.Println(token)')),
  none(main('\tconst (\n\t\turl   = "u"\n\t\ttoken = "<token>"\n\t)\n\tfmt.Println(url, token)')),
  none(main('\tvar a [len("<token>")]int\n\tfmt.Println(a)')),
  none(main('\tos := "a"\n\tfmt.Println(os, "<token>")')),
  none('package main\n\nfunc f(os string) { println(os, "<token>") }\n\nfunc main() { f("") }\n'),
  none('package main\n\ntype T string\n\nvar t T = "<token>"\n\nfunc main() { println(t) }\n'),
  none('package main\n\ntype T string\n\nfunc f(t T) {}\n\nfunc main() { f("<token>") }\n'),
  none('package main\n\ntype T string\n\nfunc f() (T, error) { return "<token>", nil }\n\nfunc main() { f() }\n'),
  none(
    'package main\n\ntype T string\n\nfunc main() { println(len([]T{"<token>"}), len(map[string]T{"a": "<token>"})) }\n',
  ),
  none('package main\n\ntype T string\n\ntype C struct{ T T }\n\nfunc main() { println(C{T: "<token>"}.T) }\n'),
  none('package main\n\ntype A struct { B string `<token>` }\n\nfunc main() { println(A{}.B) }\n'),
  none('package main\n\nimport "os"\n\nfunc main() { os.Setenv("INFLUXDB3_AUTH_TOKEN", "<token>") }\n'),
];

const method = (body: string) => `class A {\n  void f(String x) {\n    ${body}\n  }\n}\n`;

export const javaCases: readonly CompiledCase[] = [
  offered(method('String t = "<token>";')),
  offered(method('System.out.println("Bearer " + "<token>");')),
  offered(method('x = x == null ? "<token>" : x;')),
  offered(method('String[] a = {"<token>"};')),
  offered(method('java.util.function.Supplier<String> s = () -> "<token>";')),
  offered(method('String t = System.getenv().getOrDefault("INFLUX_TOKEN", "<token>");')),
  offered(method('int n = "<token>".length();')),
  offered('class A { static final String TOKEN = "<token>"; }\n'),
  offered('class A { String f() { return "<token>"; } }\n'),
  offered('interface A { String TOKEN = "<token>"; }\n'),
  offered('enum A { B("<token>"); A(String t) {} }\n'),
  none('class A { @SuppressWarnings("<token>") String t; }\n'),
  none('class A { @SuppressWarnings({"a", "<token>"}) String t; }\n'),
  none('class A { static final String T = "<token>"; @SuppressWarnings(T) String t; }\n'),
  none('class A { static final String T = "<token>"; static final String U = "a" + T; @SuppressWarnings(U) int t; }\n'),
  none('class A { static final String T = "a" + ("<token>"); void f(String x) { switch (x) { case T: break; } } }\n'),
  none(method('switch (x) { case "<token>": break; default: }')),
  none(method('switch (x) { case "<token>" -> f(x); default -> {} }')),
  none(method('final String t = "<token>"; switch (x) { case t: break; default: }')),
  none('@interface A { String t() default "<token>"; }\n'),
  none('class A { String t = """\n    "<token>"\n    """; }\n'),
  none(method('new ProcessBuilder().environment().put("INFLUXDB3_AUTH_TOKEN", "<token>");')),
];
