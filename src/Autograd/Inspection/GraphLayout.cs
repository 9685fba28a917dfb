namespace AutoGrad;

/// <summary>
/// Places the boxes of a graph in layers, from top to bottom, each below all that it depends on, so that few edges cross and none runs through a
/// box.
/// </summary>
/// <remarks>
/// The layered drawing of Sugiyama, Tagawa and Toda (1981): longest-path layers; crossings reduced by barycentres; then places within the layers
/// that are near those of the neighbours. An edge over several layers has a bend in each between, which takes part in all that. All long edges from
/// one box share their bends, so that a tensor that is used everywhere has one trunk.
/// </remarks>
internal sealed class GraphLayout
{
    /// <summary>Space between boxes of a layer, about bends, and between layers.</summary>
    private const double BoxGap = 26, BendWidth = 10, LayerGap = 46;

    /// <summary>How often everything is gone through to reduce crossings, and to find places.</summary>
    private const int OrderSweeps = 16, PlaceSweeps = 60;

    private readonly int boxes;
    private readonly int[] layer;
    private readonly double[] width;
    private readonly List<int>[] above, below, layers;
    private readonly double[] x;

    /// <param name="sizes">Width and height of each box.</param>
    /// <param name="edges">From which box to which; from a lower number to a higher one.</param>
    public GraphLayout(IReadOnlyList<(double Width, double Height)> sizes, IReadOnlyList<(int From, int To)> edges)
    {
        boxes = sizes.Count;
        var depth = Depths(boxes, edges);
        // Items are the boxes and then the bends.
        List<int> itemLayer = [.. depth];
        List<(int From, int To)> links = [];
        var trunks = new Dictionary<int, List<int>>();
        Routes = new List<int>[edges.Count];
        for (int e = 0; e < edges.Count; e++)
        {
            var (from, to) = edges[e];
            if (!trunks.TryGetValue(from, out var trunk))
                trunks.Add(from, trunk = [from]);
            while (depth[from] + trunk.Count < depth[to])
            {
                links.Add((trunk[^1], itemLayer.Count));
                trunk.Add(itemLayer.Count);
                itemLayer.Add(depth[from] + trunk.Count - 1);
            }
            Routes[e] = [.. trunk.Take(depth[to] - depth[from]), to];
            links.Add((Routes[e][^2], to));
        }

        layer = [.. itemLayer];
        width = new double[layer.Length];
        x = new double[layer.Length];
        above = [.. layer.Select(static _ => new List<int>())];
        below = [.. layer.Select(static _ => new List<int>())];
        layers = [.. Enumerable.Range(0, layer.DefaultIfEmpty(-1).Max() + 1).Select(static _ => new List<int>())];
        for (int i = 0; i < layer.Length; i++)
        {
            width[i] = i < boxes ? sizes[i].Width : BendWidth;
            layers[layer[i]].Add(i);
        }
        foreach (var (from, to) in links)
        {
            below[from].Add(to);
            above[to].Add(from);
        }
        ReduceCrossings();
        Place();

        Tops = new double[layers.Length];
        Heights = new double[layers.Length];
        for (int i = 0; i < boxes; i++)
            Heights[layer[i]] = Math.Max(Heights[layer[i]], sizes[i].Height);
        for (int i = 1; i < layers.Length; i++)
            Tops[i] = Tops[i - 1] + Heights[i - 1] + LayerGap;
        double left = x.Select((at, i) => at - width[i] / 2).DefaultIfEmpty(0).Min();
        for (int i = 0; i < x.Length; i++)
            x[i] -= left;
        Width = x.Select((at, i) => at + width[i] / 2).DefaultIfEmpty(0).Max();
        Height = layers.Length == 0 ? 0 : Tops[^1] + Heights[^1];
    }

    /// <summary>The size of it all.</summary>
    public double Width { get; }

    /// <inheritdoc cref="Width"/>
    public double Height { get; }

    /// <summary>Where each layer begins.</summary>
    public double[] Tops { get; }

    /// <summary>How high each layer is.</summary>
    public double[] Heights { get; }

    /// <summary>What each edge goes through: a box, bends, a box.</summary>
    public List<int>[] Routes { get; }

    /// <summary>The middle of a box or bend.</summary>
    public double X(int item) => x[item];

    /// <summary>The layer of a box or bend.</summary>
    public int Layer(int item) => layer[item];

    /// <summary>How many edges cross, between neighbouring layers.</summary>
    public long Crossings => Enumerable.Range(1, Math.Max(0, layers.Length - 1)).Sum(CrossingsAbove);

    /// <summary>
    /// Layers by the longest path to the end, so that everything stands as near as can be to what needs it: the layers of the nodes' times, with
    /// leaves, and what is made of leaves alone, moved down.
    /// </summary>
    private static int[] Depths(int boxes, IReadOnlyList<(int From, int To)> edges)
    {
        var height = new int[boxes];
        foreach (var (from, to) in edges.OrderByDescending(static edge => edge.From))
            height[from] = Math.Max(height[from], height[to] + 1);
        int most = height.DefaultIfEmpty(0).Max();
        return Array.ConvertAll(height, each => most - each);
    }

    private void ReduceCrossings()
    {
        var position = new double[layer.Length];
        void Number(List<int> items)
        {
            for (int i = 0; i < items.Count; i++)
                position[items[i]] = i;
        }

        foreach (var items in layers)
            Number(items);
        var best = layers.Select(static items => items.ToArray()).ToArray();
        long fewest = Crossings;
        for (int sweep = 0; sweep < OrderSweeps && fewest > 0; sweep++)
        {
            bool down = sweep % 2 == 0;
            var neighbours = down ? above : below;
            for (int k = 1; k < layers.Length; k++)
            {
                var items = layers[down ? k : layers.Length - 1 - k];
                var centre = items.ToDictionary(static i => i, i => neighbours[i].Count == 0 ? position[i] : neighbours[i].Average(n => position[n]));
                var sorted = items.OrderBy(i => centre[i]).ToArray(); // A stable sort.
                items.Clear();
                items.AddRange(sorted);
                Number(items);
            }
            long crossings = Crossings;
            if (crossings < fewest)
                (fewest, best) = (crossings, layers.Select(static items => items.ToArray()).ToArray());
        }
        for (int i = 0; i < layers.Length; i++)
        {
            layers[i].Clear();
            layers[i].AddRange(best[i]);
        }
    }

    /// <summary>Pairs of links between a layer and the one above whose ends stand in opposite orders, counted in a tree of sums.</summary>
    private long CrossingsAbove(int below)
    {
        var place = new Dictionary<int, int>();
        foreach (int item in layers[below - 1])
            place.Add(item, place.Count + 1);
        var tree = new int[place.Count + 1];
        long crossings = 0, before = 0;
        foreach (int item in layers[below])
        {
            foreach (int upper in above[item])
            {
                long left = 0;
                for (int i = place[upper]; i > 0; i -= i & -i)
                    left += tree[i];
                crossings += before - left;
            }
            foreach (int upper in above[item])
            {
                before++;
                for (int i = place[upper]; i < tree.Length; i += i & -i)
                    tree[i]++;
            }
        }
        return crossings;
    }

    /// <summary>Each item as near the mean of its neighbours as the order and the widths allow.</summary>
    private void Place()
    {
        foreach (var items in layers)
            Fit(items, static _ => 0);
        for (int sweep = 0; sweep < PlaceSweeps; sweep++)
        {
            bool down = sweep % 2 == 0, both = sweep >= PlaceSweeps / 2;
            for (int k = 0; k < layers.Length; k++)
                Fit(layers[down ? k : layers.Length - 1 - k], item => Wish(item, down, both));
        }
    }

    private double Wish(int item, bool down, bool both)
    {
        double sum = 0, weight = 0;
        foreach (var neighbours in both ? [above[item], below[item]] : new[] { down ? above[item] : below[item] })
            foreach (int neighbour in neighbours)
            {
                double pull = Pull(item, neighbour);
                (sum, weight) = (sum + pull * x[neighbour], weight + pull);
            }
        return weight > 0 ? sum / weight : x[item];
    }

    /// <summary>Long edges are to be straight, and chains of operations; leaves stand beside them.</summary>
    private double Pull(int item, int neighbour) =>
        (item >= boxes ? 4 : 1) * (neighbour >= boxes ? 4 : above[neighbour].Count > 0 || above[item].Count == 0 ? 1 : 0.02);

    /// <summary>
    /// The places in the given order, at least so far apart as the widths demand, whose squared distances to the wishes are least: an isotonic
    /// regression by pooling adjacent violators. Leaves give way.
    /// </summary>
    private void Fit(List<int> items, Func<int, double> wish)
    {
        var offset = new double[items.Count];
        for (int i = 1; i < offset.Length; i++)
            offset[i] = offset[i - 1] + (width[items[i - 1]] + width[items[i]]) / 2 + BoxGap;
        var pools = new List<(double Sum, double Weight, int Count)>();
        for (int i = 0; i < offset.Length; i++)
        {
            double weight = above[items[i]].Count == 0 ? 0.05 : 1;
            pools.Add((weight * (wish(items[i]) - offset[i]), weight, 1));
            while (pools.Count > 1 && pools[^2].Sum / pools[^2].Weight >= pools[^1].Sum / pools[^1].Weight)
            {
                var last = pools[^1];
                pools.RemoveAt(pools.Count - 1);
                pools[^1] = (pools[^1].Sum + last.Sum, pools[^1].Weight + last.Weight, pools[^1].Count + last.Count);
            }
        }
        int at = 0;
        foreach (var (sum, weight, count) in pools)
            for (int i = 0; i < count; i++, at++)
                x[items[at]] = sum / weight + offset[at];
    }
}
