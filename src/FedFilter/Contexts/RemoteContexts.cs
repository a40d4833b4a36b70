namespace FedFilter.Contexts;

/// <summary>The addresses of contexts that are named and not known, each once; no more than <see cref="Most"/> are kept.</summary>
internal struct RemoteContexts
{
    public const int Most = 16;

    public const int LongestAddress = 2048;

    private List<string>? _addresses;

    public readonly IReadOnlyList<string> Addresses => _addresses ?? (IReadOnlyList<string>)[];

    /// <summary>Whether there were more, or one that is too long to be an address.</summary>
    public bool AreTooMany { get; private set; }

    public void Add(ReadOnlySpan<char> address)
    {
        if (KnownContexts.Include(address))
            return;
        foreach (var other in _addresses ?? [])
            if (address.SequenceEqual(other))
                return;
        if (_addresses?.Count >= Most || address.Length > LongestAddress)
            AreTooMany = true;
        else
            (_addresses ??= []).Add(address.ToString());
    }
}
