#:project ../src/AutoGrad/AutoGrad.csproj
#:package System.CommandLine

using System.CommandLine;
using AutoGrad;

var root = new RootCommand("Tensors, a derivative and a second derivative.");
root.SetAction(_ => Console.WriteLine(Tensor.Of([1f,2f])));
return root.Parse(args).Invoke();
