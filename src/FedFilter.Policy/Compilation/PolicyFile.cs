namespace FedFilter.Policy.Compilation;

/// <summary>One file of the policy folder, as it was read.</summary>
/// <param name="Name">Its path below the policy folder, with forward slashes.</param>
/// <param name="Text">Its contents.</param>
public sealed record PolicyFile(string Name, string Text)
{
    /// <summary>The largest file that is read, in octets: room for some 100,000 peers; more can be split over several files.</summary>
    public const int MaxOctets = 8 * 1024 * 1024;

    /// <summary>Whether it is a policy file; another one is there to be named by such a file.</summary>
    public bool IsPolicy => Name.EndsWith(".yaml", StringComparison.Ordinal);
}
