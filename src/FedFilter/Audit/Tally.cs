namespace FedFilter.Audit;

/// <summary>How often something happened, and from when to when.</summary>
internal readonly record struct Tally(long Count, DateTimeOffset First, DateTimeOffset Last)
{
    public static Tally One(DateTimeOffset at) => new(1, at, at);

    public Tally And(Tally other) =>
        Count == 0 ? other : new(Count + other.Count, First < other.First ? First : other.First, Last > other.Last ? Last : other.Last);
}
