using System.Text;
using AutoGrad.Nn;

namespace AutoGrad.Interop;

/// <summary>
/// What PyTorch calls a model's parameters and buffers. Properties are in its casing (<c>Hidden.Weight</c> is <c>hidden.weight</c>,
/// <c>InProjWeight</c> is <c>in_proj_weight</c>); the layers of a <see cref="Sequential"/> have bare numbers (<c>Layers.0.Weight</c> is
/// <c>0.weight</c>); and what recurrent cells hold bears the layer and direction (<c>ReverseCells.1.WeightHH</c> is <c>weight_hh_l1_reverse</c>).
/// </summary>
public static class PyTorchNames
{
    /// <summary>What a wrapper of a model puts before all names.</summary>
    private static readonly string[] wrappers = ["module.", "_orig_mod."];

    /// <summary>The names of all parameters and buffers here, and in PyTorch.</summary>
    public static OrderedDictionary<string, string> Of(Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        var modules = module.NamedModules().ToDictionary(static entry => entry.Name, static entry => entry.Module);
        var names = new OrderedDictionary<string, string>();
        foreach (string name in ModuleState.Of(module).Keys)
            names.Add(name, Translate(name.Split('.'), module, modules));
        return names;
    }

    /// <summary>
    /// The names in a file, each with the name here that it stands for. A name here stands for itself; then come PyTorch's; then names that differ
    /// from these in case and underscores alone, where that is unambiguous. If all names begin with <c>module.</c> or <c>_orig_mod.</c>, as those of
    /// wrapped models do, it is left out. What stands for nothing here keeps its name.
    /// </summary>
    /// <param name="module">The model.</param>
    /// <param name="names">The names in a file.</param>
    public static OrderedDictionary<string, string> Match(Module module, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        string[] given = [.. names];
        var here = Of(module);
        int skipped = 0;
        while (wrappers.FirstOrDefault(wrapper => given.All(name => name.AsSpan(skipped).StartsWith(wrapper))) is { } wrapper && given.Length > 0
            && !here.Any(entry => entry.Key.StartsWith(wrapper) || entry.Value.StartsWith(wrapper)))
            skipped += wrapper.Length;
        var free = new HashSet<string>(here.Keys);
        var matched = new Dictionary<string, string>();
        Match(static name => name, static (own, _) => own);
        Match(static name => name, static (_, theirs) => theirs);
        Match(Loosely, static (_, theirs) => Loosely(theirs));
        var result = new OrderedDictionary<string, string>();
        foreach (string name in given)
            result.Add(name, matched.GetValueOrDefault(name, name));
        return result;

        void Match(Func<string, string> ofGiven, Func<string, string, string> ofOwn)
        {
            var places = here.Where(entry => free.Contains(entry.Key)).ToLookup(entry => ofOwn(entry.Key, entry.Value), static entry => entry.Key);
            foreach (var same in given.Where(name => !matched.ContainsKey(name)).ToLookup(name => ofGiven(name[skipped..])))
                if (same.Count() == 1 && places[same.Key].ToArray() is [var place])
                {
                    matched.Add(same.First(), place);
                    free.Remove(place);
                }
        }
    }

    private static string Loosely(string name) => name.Replace("_", "").ToLowerInvariant();

    private static string Translate(string[] path, Module root, Dictionary<string, Module> modules)
    {
        var result = new List<string>();
        string suffix = "";
        var current = root;
        for (int from = 0; from < path.Length;)
        {
            int to = from + 1;
            while (to < path.Length && !modules.ContainsKey(string.Join('.', path[..to])))
                to++;
            string[] step = path[from..to];
            if (current is Sequential && step is ["Layers", var layer])
                result.Add(layer);
            else if (step is ["Cells" or "ReverseCells", var cell] && to < path.Length && IsRecurrent(current))
                suffix = $"_l{cell}{(step[0] == "Cells" ? "" : "_reverse")}";
            else
            {
                result.Add(Snake(step[0]));
                result.AddRange(step[1..]);
            }
            if (to < path.Length)
                current = modules[string.Join('.', path[..to])];
            from = to;
        }
        return string.Join('.', result) + suffix;
    }

    private static bool IsRecurrent(Module module) => module is RNN or LSTM or GRU;

    /// <summary>A name in PyTorch's casing: <c>QProjWeight</c> is <c>q_proj_weight</c>, and <c>WeightIH</c> is <c>weight_ih</c>.</summary>
    private static string Snake(string name)
    {
        var text = new StringBuilder();
        for (int i = 0; i < name.Length; i++)
        {
            bool begins = char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_'
                && (!char.IsUpper(name[i - 1]) || i + 1 < name.Length && char.IsLower(name[i + 1]));
            text.Append(begins ? "_" : "").Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }
}
