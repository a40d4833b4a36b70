namespace FedFilter.Checkpoints.Egress;

/// <summary>How many connections the proxy holds at a time: an origin delivers over hundreds at once; what is beyond all reason gets 503.</summary>
internal sealed class EgressRooms
{
    public const int Most = 10_000;

    private int _taken;

    public int Taken => Volatile.Read(ref _taken);

    public static Rejection Full => new(503, "egress-busy", "This proxy has as many connections as it takes. Try again later.", TimeSpan.FromSeconds(30));

    /// <summary>To be disposed of at the end; null if there is none.</summary>
    public IDisposable? Enter()
    {
        if (Interlocked.Increment(ref _taken) <= Most)
            return new Room(this);
        Interlocked.Decrement(ref _taken);
        return null;
    }

    private sealed class Room(EgressRooms rooms) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref rooms._taken);
    }
}
