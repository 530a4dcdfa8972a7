import { none, offered, type CompiledCase } from './compiledCases.ts';

/** A package like `net/http`, which takes long to compile. */
export const goPackage = `package web

type Dir string
type HTML string
type Header map[string][]string
type Cookie struct{ Name, Value string }
type Request struct {
	Method string
	Header Header
}

func (h Header) Set(key, value string) {}
func FileServer(root Dir)              {}
`;

const goFile = (rest: string) =>
  `package main\n\nimport (\n\t"fmt"\n\t"strings"\n\n\t"example/web"\n)\n\nvar _ = fmt.Sprint(web.Dir(""), strings.ToUpper(""))\n\n${rest}\n\nfunc main() {}\n`;
const goMethod = (body: string) => goFile(`func a(x string, d web.Dir) {\n\t${body}\n}`);

/** Types of other packages that consist of a string, as `web.Dir` does. */
export const goTypeCases: readonly CompiledCase[] = [
  offered(goMethod('fmt.Println(web.Dir("<token>"), web.HTML("<b>"+"<token>"), d)')),
  offered(goMethod('web.FileServer(web.Dir("<token>"))')),
  offered(
    goMethod('fmt.Println(x == "<token>", x+"<token>", strings.ToUpper(x) == "<token>", d == web.Dir("<token>"))'),
  ),
  offered(goMethod('fmt.Println(x == "a" && "<token>" != x, d == "a" || x == "<token>")')),
  offered(goMethod('switch x {\n\tcase "a", "<token>":\n\t}')),
  offered(goMethod('switch {\n\tcase x == "<token>":\n\t}')),
  offered(goMethod('switch y := x; y {\n\tcase "<token>":\n\t}')),
  offered(goMethod('x = "<token>"; x += "<token>"')),
  offered(goMethod('list := []string{x}; list = append(list, "<token>"); fmt.Println(list)')),
  offered(goMethod('m := map[string]string{}; m["a"] = "<token>"; fmt.Println(m)')),
  offered(goMethod('c := make(chan string, 1); c <- "<token>"')),
  offered(goMethod('for _, y := range []string{x} {\n\t\tfmt.Println(y == "<token>")\n\t}')),
  offered(goMethod('fmt.Println([]struct{ in, want string }{{"a", "<token>"}, {want: "<token>"}})')),
  offered(goMethod('fmt.Println(web.Cookie{Name: "a", Value: "<token>"}, &web.Request{Method: "<token>"})')),
  offered(goMethod('r := &web.Request{Header: web.Header{}}; r.Header.Set("Authorization", "<token>")')),
  offered(goMethod('r := &web.Request{}; r.Header = web.Header{"Authorization": {"<token>"}}')),
  offered(goMethod('fmt.Println("<token>"[1:], len("<token>"), []byte("<token>"), []rune("<token>"))')),
  offered(goMethod('var y, z any = "<token>", 1; fmt.Println(y, z)')),
  offered(goMethod('func(s string) {}("<token>"); f := func(a int, s ...string) {}; f(1, "a", "<token>")')),
  offered(goFile('type T string\n\nfunc f(url, token string) T { return T("<token>") }\n\nvar t = f("u", "<token>")')),
  offered(
    goFile('type C struct{ A, B string; D web.Dir }\n\nvar c = C{A: "<token>"}\n\nvar e = []*C{{"a", "<token>", "d"}}'),
  ),
  offered(
    goFile(
      'type C struct{ Token string }\n\nfunc (c *C) Set(d web.Dir, t string) { c.Token = "<token>"; c.Set("a", "<token>") }',
    ),
  ),
  offered(goFile('type L []string\n\nvar l = L{"<token>"}\n\nvar m = append(l, "<token>")')),
  offered(
    'package main\n\nimport "fmt"\n\nfunc connect(url, token string) { fmt.Println(url, len(token)) }\n\nfunc main() {\n\tconnect("http://localhost:8181", "<token>")\n}\n',
  ),
  none(goMethod('var e web.Dir = "<token>"; fmt.Println(e)')),
  none(goMethod('d = "<token>"; d += "<token>"')),
  none(goMethod('fmt.Println(d == "<token>", d+"<token>")')),
  none(goMethod('e := d + ("<token>"); fmt.Println(e)')),
  none(goMethod('e := web.Dir("a"); fmt.Println(e == "<token>")')),
  none(goMethod('e := d; f := e; fmt.Println(f != "<token>")')),
  none(goMethod('switch d {\n\tcase "a", "<token>":\n\t}')),
  none(goMethod('switch e := d; e {\n\tcase "<token>":\n\t}')),
  none(goMethod('list := []web.Dir{"<token>"}; fmt.Println(list)')),
  none(goMethod('list := []web.Dir{d}; list = append(list, "<token>"); fmt.Println(list)')),
  none(goMethod('list := []web.Dir{d}; list[0] = "<token>"')),
  none(goMethod('m := map[string]web.Dir{}; m["a"] = "<token>"')),
  none(goMethod('m := map[web.Dir]int{"<token>": 1}; fmt.Println(m)')),
  none(goMethod('c := make(chan web.Dir, 1); c <- "<token>"')),
  none(goMethod('e := new(web.Dir); *e = "<token>"')),
  none(goMethod('for _, e := range []web.Dir{d} {\n\t\tfmt.Println(e == "<token>")\n\t}')),
  none(goMethod('fmt.Println([]struct{ in string; want web.Dir }{{"a", "<token>"}})')),
  none(goMethod('fmt.Println(any(x).(web.Dir) == "<token>")')),
  none(goMethod('func(e web.Dir) {}("<token>")')),
  none(goMethod('f := func(a int, e ...web.Dir) {}; f(1, "a", "<token>")')),
  none(goMethod('func() web.Dir { return "<token>" }()')),
  none(goFile('func f(u string, d web.Dir) {}\n\nfunc b() { f("u", "<token>") }')),
  none(goFile('func f() (string, web.Dir) { return "a", "<token>" }')),
  none(goFile('func f() web.Dir { return "a" }\n\nvar b = f() == "<token>"')),
  none(goFile('type C struct{ D web.Dir }\n\nvar c = C{D: "<token>"}')),
  none(goFile('type C struct{ D web.Dir }\n\nfunc (c C) b() { c.D = "<token>" }')),
  none(goFile('type C struct{ D web.Dir }\n\nvar b = map[string]*C{"a": {"<token>"}}')),
  none(goFile('type C struct{ F func(d web.Dir) }\n\nfunc (c C) b() { c.F("<token>") }')),
  none(goFile('type I interface{ F(d web.Dir) }\n\nfunc b(i I) { i.F("<token>") }')),
  none(goFile('type D = web.Dir\n\nfunc f(d D) { f("<token>") }')),
  none(goFile('type L []web.Dir\n\nvar l = L{"<token>"}')),
  none(goFile('func f[T ~string](a, b T) {}\n\nfunc b(d web.Dir) { f(d, "<token>") }')),
  none(goFile('func f[T ~string](a T) {}\n\nfunc b() { f[web.Dir]("<token>") }')),
  none(
    'package main\n\nimport "reflect"\n\nvar f = reflect.StructField{Tag: "<token>"}\n\nfunc main() { println(f.Name) }\n',
  ),
];

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
