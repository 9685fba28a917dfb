using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Training.Tests")]
