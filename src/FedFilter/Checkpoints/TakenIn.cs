namespace FedFilter.Checkpoints;

/// <summary>Marks a request that a checkpoint took in: what turns out bad in it later is answered and counted there.</summary>
internal sealed class TakenIn
{
    public static readonly TakenIn Marker = new();
}
