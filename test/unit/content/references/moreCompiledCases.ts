import { none, offered, type CompiledCase } from './compiledCases.ts';

const cSharpMethod = (body: string) => `class A {\n  void F(string x) {\n    ${body}\n  }\n}\n`;

/** C# 6, which all compilers read. */
export const cSharpCases: readonly CompiledCase[] = [
  offered(cSharpMethod('var t = "<token>";')),
  offered(`using System;\n${cSharpMethod('Console.WriteLine("Bearer " + "<token>");')}`),
  offered(
    `using System.Collections.Generic;\n${cSharpMethod('var d = new Dictionary<string, string> { { "a", "<token>" } };')}`,
  ),
  offered(
    `using System.Collections.Generic;\n${cSharpMethod('var d = new Dictionary<string, string> { ["a"] = "<token>" };')}`,
  ),
  offered(cSharpMethod('string[] a = { "<token>" }; var b = new[] { "a", "<token>" };')),
  offered(cSharpMethod('var n = "<token>".Length; x = x ?? "<token>"; x = x == "<token>" ? "a" : "<token>";')),
  offered(cSharpMethod('if (!(x == "<token>")) { lock ("<token>") { } }')),
  offered(cSharpMethod('System.Func<string> f = () => "<token>"; object o = "<token>";')),
  offered(cSharpMethod('var t = System.Tuple.Create("<token>", 1); var u = new { a = "<token>" };')),
  offered('class A { static readonly string T = "<token>"; public string P { get; set; } = "<token>"; }\n'),
  offered('class A { string T => "<token>"; string F() { return "<token>"; } }\n'),
  offered('class A { string T { get { return "<token>"; } } }\n'),
  offered('class A { A(string t) {} A() : this("<token>") {} A(int n) : this(t: "<token>") {} }\n'),
  offered('class A { System.Collections.Generic.IEnumerable<string> F() { yield return "<token>"; } }\n'),
  offered('class A { string Environment; string t = "<token>"; string F() { return Environment + t; } }\n'),
  offered(
    'using System;\nclass A { string Environment; string t = "<token>"; string F() { return Environment + t; } }\n',
  ),
  offered('class System { }\nclass A { string t = "<token>"; }\n'),
  offered('namespace Db.System { class A { string t = "<token>"; } }\n'),
  none('class A { const string T = "<token>"; }\n'),
  none('class A { const string T = "a" + "<token>", U = "b"; }\n'),
  none('class A { public A(string url, string token = "<token>") {} }\n'),
  none('[System.Obsolete("<token>")]\nclass A { }\n'),
  none('class A { void F([System.ComponentModel.DefaultValue("<token>")] string x) {} }\n'),
  none(cSharpMethod('switch (x) { case "<token>": break; }')),
  none(cSharpMethod('const string t = "<token>"; System.Console.WriteLine(t);')),
  none(cSharpMethod('var y = x is "<token>";')),
  none(cSharpMethod('void L(string t = "<token>") {} L();')),
  none(cSharpMethod('switch (x) { case "a": goto case "<token>"; case "<token>": break; }')),
];

const kotlinFunction = (body: string) => `fun f(x: String): Any? {\n  ${body}\n  return null\n}\n`;

/** Kotlin 1.3, which all compilers read. */
export const kotlinCases: readonly CompiledCase[] = [
  offered(kotlinFunction('val t = "<token>"\n  println(t)')),
  offered(kotlinFunction('val t: String = "<token>"\n  println("Bearer " + t)')),
  offered(kotlinFunction('println(listOf("<token>"))\n  println(mapOf("a" to "<token>"))')),
  offered(kotlinFunction('when (x) { "<token>" -> println(1) }')),
  offered(kotlinFunction('val n = "<token>".length\n  println(n)')),
  offered(kotlinFunction('val t = System.getenv("OTHER_TOKEN") ?: "<token>"\n  println(t)')),
  offered(kotlinFunction('val g = { "<token>" }\n  println(g())')),
  offered('class A(val t: String = "<token>")\n'),
  offered('class A(val url: String, val token: String)\nval a = A(url = "u", token = "<token>")\n'),
  offered('fun f(t: String = "<token>") = t\n'),
  offered('object A { val t = "<token>" }\n'),
  offered('class A { companion object { @JvmField val T = "<token>" } }\n'),
  offered('val t: String by lazy { "<token>" }\n'),
  offered('enum class A(val t: String) { B("<token>") }\n'),
  offered('open class A(t: String)\nclass B : A("<token>")\n'),
  offered('val t get() = "<token>"\n'),
  none('const val T = "<token>"\n'),
  none('object A { const val T = "a" + "<token>" }\n'),
  none('@Suppress("<token>")\nclass A\n'),
  none('@Suppress("a", "<token>") fun f() {}\n'),
  none('annotation class A(val t: String = "<token>")\n'),
  none('@Deprecated(message = "<token>")\nclass A\n'),
];
