namespace AutoGrad;

/// <summary>Nodes by descending time: a binary heap. Ties leave in an order that depends on the graph alone.</summary>
internal struct NodeQueue()
{
    private Node[] heap = new Node[16];

    public int Count { get; private set; }

    public readonly int Capacity => heap.Length;

    public void Push(Node node)
    {
        if (Count == heap.Length)
            Array.Resize(ref heap, 2 * Count);
        int at = Count++;
        while (at > 0)
        {
            int parent = (at - 1) / 2;
            if (heap[parent].Time >= node.Time)
                break;
            heap[at] = heap[parent];
            at = parent;
        }
        heap[at] = node;
    }

    public Node Pop()
    {
        var top = heap[0];
        var last = heap[--Count];
        heap[Count] = null!;
        int at = 0;
        while (true)
        {
            int child = 2 * at + 1;
            if (child >= Count)
                break;
            if (child + 1 < Count && heap[child + 1].Time > heap[child].Time)
                child++;
            if (last.Time >= heap[child].Time)
                break;
            heap[at] = heap[child];
            at = child;
        }
        if (Count > 0)
            heap[at] = last;
        return top;
    }
}
