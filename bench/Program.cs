using System.CommandLine;
using AutoGrad.Bench;
using BenchmarkDotNet.Running;

var pattern = new Option<string>("--case") { Description = "Regular expression over the names of the cases.", DefaultValueFactory = static _ => "." };
var threads = new Option<int>("--threads") { Description = "How many threads kernels are spread over.", DefaultValueFactory = static _ => 1 };
var seconds = new Option<double>("--seconds") { Description = "How long each case is repeated.", DefaultValueFactory = static _ => 0.5 };
var peer = new Command("peer", "Time the cases that bench/peers/torch_bench.py times too; one JSON line each.") { pattern, threads, seconds };
peer.SetAction(result => PeerRunner.Time(result.GetValue(pattern)!, result.GetValue(threads), result.GetValue(seconds)));

var memory = new Command("memory", "Peak resident memory of 2000 training steps; one JSON line.") { threads };
memory.SetAction(result => PeerRunner.Memory(result.GetValue(threads)));

var filter = new Option<string>("--filter") { Description = "Which, as BenchmarkDotNet understands it.", DefaultValueFactory = static _ => "*" };
var micro = new Command("micro", "Run the BenchmarkDotNet micro-benchmarks.") { filter };
micro.SetAction(result => { BenchmarkSwitcher.FromAssembly(typeof(PeerCases).Assembly).Run(["--filter", result.GetValue(filter)!]); });

return new RootCommand("Benchmarks of AutoGrad.") { peer, memory, micro }.Parse(args).Invoke();
