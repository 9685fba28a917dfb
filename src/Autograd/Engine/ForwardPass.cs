namespace AutoGrad;

/// <summary>Pushes tangents through a recorded graph from inputs to outputs, by each operation's <see cref="Op.Jvp"/>.</summary>
internal static class ForwardPass
{
    /// <summary>The tangents of the outputs, given those of the inputs; null where an output does not depend on them.</summary>
    public static Tensor?[] Run(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> tangents, IReadOnlyList<Tensor> outputs)
    {
        var ends = outputs.Where(static y => y.Node is not null).Select(static y => y.Node!);
        return Run(Reachable.Between(inputs.Select(static x => x.Node!), ends), inputs, tangents, outputs);
    }

    /// <summary>The tangents of the outputs, given those of the inputs and the nodes between them, by ascending time.</summary>
    public static Tensor?[] Run(
        IReadOnlyList<Node> between, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> tangents, IReadOnlyList<Tensor> outputs)
    {
        using var sweep = Recomputation.BeginSweep();
        var watch = AnomalyWatch.Begin();
        var tangent = new Dictionary<Node, Tensor?>();
        for (int i = 0; i < inputs.Count; i++)
            tangent[inputs[i].Node!] = tangents[i];
        foreach (var node in between)
        {
            if (tangent.ContainsKey(node) || node.Op is not { } op)
                continue;
            var parts = new Tensor?[node.InputCount];
            for (int i = 0; i < parts.Length; i++)
                if (node.Parent(i) is { } parent && tangent.TryGetValue(parent, out var part) && part is not null)
                    parts[i] = part.DType == node.DType || part is Bundle ? part : part.To(node.DType);
            tangent[node] = watch is null ? op.Jvp(parts, new Saved(node)) : watch.Jvp(op, parts, new Saved(node));
        }
        watch?.Pushed(tangent, inputs, outputs);
        return [.. outputs.Select(y => y.Node is { } node ? tangent.GetValueOrDefault(node) : null)];
    }
}
