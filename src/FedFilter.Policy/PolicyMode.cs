namespace FedFilter.Policy;

/// <summary>Whether decisions are carried out.</summary>
public enum PolicyMode
{
    /// <summary>They are.</summary>
    Enforce,

    /// <summary>They are recorded, and everything passes.</summary>
    Observe,
}
