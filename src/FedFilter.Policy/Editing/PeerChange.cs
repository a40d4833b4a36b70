namespace FedFilter.Policy.Editing;

/// <summary>One change to a host's entry in <c>peers</c>: exactly one of the nested records.</summary>
public abstract record PeerChange
{
    private PeerChange()
    {
    }

    /// <summary>Gives a key a value.</summary>
    /// <param name="Key">The key.</param>
    /// <param name="Yaml">The value, in one line.</param>
    public sealed record Set(string Key, string Yaml) : PeerChange;

    /// <summary>Removes a key, if it is there.</summary>
    /// <param name="Key">The key.</param>
    public sealed record Drop(string Key) : PeerChange;

    /// <summary>Adds a text to a list, if it is not in it.</summary>
    /// <param name="Key">The list's key.</param>
    /// <param name="Text">The text.</param>
    public sealed record Include(string Key, string Text) : PeerChange;

    /// <summary>Removes a text from a list, and the list where nothing else is in it.</summary>
    /// <param name="Key">The list's key.</param>
    /// <param name="Text">The text.</param>
    public sealed record Exclude(string Key, string Text) : PeerChange;
}
