using System.Net;
using System.Text.Json;
using FedFilter.Signatures.Keys;

namespace FedFilter.Checkpoints.Relay;

/// <summary>An activity that somebody signed for.</summary>
/// <param name="Key">The key that verified.</param>
/// <param name="Type">Its one type.</param>
/// <param name="Activity">What it says.</param>
/// <param name="Json">All that it says; plain (<see cref="PlainJson"/>).</param>
/// <param name="Body">Its bytes.</param>
/// <param name="Client">The address that sent it; fetches it causes are counted against its network.</param>
internal sealed record RelayDelivery(VerificationKey Key, string Type, Activity Activity, JsonElement Json, ReadOnlyMemory<byte> Body, IPAddress Client)
{
    /// <summary>The server that sent it, in its canonical form.</summary>
    public string Host => Key.Peer;
}
