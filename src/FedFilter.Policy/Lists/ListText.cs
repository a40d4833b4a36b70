namespace FedFilter.Policy.Lists;

/// <summary>Hands the compiler a list's text. The library itself knows neither files nor HTTP.</summary>
public delegate ListText ReadList(ListDeclaration list);

/// <summary>What is there of a list: exactly one of the nested records.</summary>
public abstract record ListText
{
    private ListText()
    {
    }

    /// <summary>Its text.</summary>
    /// <param name="Text">The text; hostile.</param>
    public sealed record Found(string Text) : ListText
    {
        /// <summary>When it was last fetched with success; null for a file.</summary>
        public DateTimeOffset? FetchedAt { get; init; }

        /// <summary>Why a later version was not taken; null if all is well.</summary>
        public string? Trouble { get; init; }

        /// <summary>Whether that is for an admin to decide: the later version is there, and cannot be read or lost most of its entries.</summary>
        public bool AwaitsAdmin { get; init; }

        /// <summary>Whether it was compared with what was in force before (<see cref="ListAcceptance"/>), or an admin accepted it.</summary>
        public bool IsAccepted { get; init; }
    }

    /// <summary>It was never read so far, and may be a minute later.</summary>
    /// <param name="Why">Why not.</param>
    public sealed record NotYet(string Why) : ListText
    {
        /// <summary>Whether there is a text, and an admin has to mend or accept it.</summary>
        public bool AwaitsAdmin { get; init; }
    }

    /// <summary>It cannot be had until somebody mends it.</summary>
    /// <param name="Why">What is wrong, and what would be right.</param>
    public sealed record Missing(string Why) : ListText;
}
