using FedFilter.Policy.Activities;

namespace FedFilter.Policy.Facts;

/// <summary>An activity's JSON, read when a rule first asks for what is in it, and then no more. Safe to share between threads.</summary>
/// <param name="json">The octets; they must stay as they are as long as this is used.</param>
public sealed class ActivityBody(ReadOnlyMemory<byte> json)
{
    private ActivityFacts? _facts;

    /// <summary>What it carries. Never throws: of what cannot be read nothing is known.</summary>
    public ActivityFacts Facts => _facts ??= ActivityFactsReader.Read(json);
}
