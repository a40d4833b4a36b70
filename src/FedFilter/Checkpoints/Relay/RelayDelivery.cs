using System.Text.Json;
using FedFilter.Signatures.Keys;

namespace FedFilter.Checkpoints.Relay;

/// <summary>An activity that somebody signed for.</summary>
/// <param name="Key">The key that verified.</param>
/// <param name="Type">Its one type.</param>
/// <param name="Activity">What it says.</param>
/// <param name="Json">All that it says; plain (<see cref="PlainJson"/>).</param>
/// <param name="Body">Its octets.</param>
internal sealed record RelayDelivery(VerificationKey Key, string Type, Activity Activity, JsonElement Json, ReadOnlyMemory<byte> Body)
{
    /// <summary>The server that sent it, in its canonical form.</summary>
    public string Host => Key.Peer;
}
