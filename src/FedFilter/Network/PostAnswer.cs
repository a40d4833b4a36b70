namespace FedFilter.Network;

/// <summary>What became of something that was posted.</summary>
/// <param name="Status">The HTTP status; null if there was no answer.</param>
/// <param name="Why">That in words.</param>
internal sealed record PostAnswer(int? Status, string Why)
{
    /// <summary>How long the server asks to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public bool IsTaken => Status is >= 200 and < 300;

    /// <summary>Whether it may be taken later.</summary>
    public bool IsForNow => Status is null or 408 or 429 or >= 500;
}
