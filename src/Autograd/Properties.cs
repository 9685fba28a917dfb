using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Autograd.Tests")]
