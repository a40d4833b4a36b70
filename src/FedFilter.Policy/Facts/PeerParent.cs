namespace FedFilter.Policy.Facts;

/// <summary>What stands after <c>*.</c> where all hosts below a name are meant: a host, or a top-level domain such as <c>gov</c>.</summary>
public static class PeerParent
{
    /// <summary>Reads the name into the spelling of <see cref="PeerName"/>.</summary>
    /// <param name="text">The name without <c>*.</c>; hostile.</param>
    /// <param name="parent">Its canonical form, or an empty text.</param>
    /// <returns>Whether hosts can lie below it. Never throws.</returns>
    public static bool TryParse(string text, out string parent)
    {
        // Whatever can stand below a host's first label.
        var isParent = PeerName.TryParse("a." + text, out var host);
        parent = isParent ? host[2..] : "";
        return isParent;
    }
}
