using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace FedFilter.Checkpoints;

/// <summary>
/// Deliveries that the origin, or the relay, has accepted, by their signatures, and those under way. PKCS#1 signatures are deterministic, so a sender that
/// sends twice within a second sends the same octets. Bounded, oldest out; forgotten at a restart, which is harmless: ActivityPub servers
/// take an activity twice without doing it twice.
/// </summary>
internal sealed class AcceptedDeliveries
{
    private const int Capacity = 1_000_000;

    private readonly Lock _lock = new();
    private readonly HashSet<UInt128> _accepted = [];
    private readonly Queue<UInt128> _order = new();
    private readonly ConcurrentDictionary<UInt128, TaskCompletionSource<int>> _underWay = new();

    /// <summary>What stands for a delivery: its signature and where it goes.</summary>
    public static UInt128 Key(HttpRequest request, string authority, string rawTarget)
    {
        var text = $"{authority}\n{rawTarget}\n{request.Headers["Signature"]}\n{request.Headers["Signature-Input"]}\n{request.Headers.Authorization}";
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()), hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    /// <summary>Takes each delivery once: a copy of one that was accepted is answered 202, a copy of one under way gets the same answer.</summary>
    /// <param name="context">The request.</param>
    /// <param name="key">What stands for it.</param>
    /// <param name="take">Takes it, and sets the status of the answer.</param>
    /// <param name="duplicate">Told of a copy.</param>
    public async Task TakeOnceAsync(HttpContext context, UInt128 key, Func<Task> take, Action duplicate)
    {
        if (WasAccepted(key))
        {
            Answer(StatusCodes.Status202Accepted);
            return;
        }

        if (Begin(key) is { } first)
        {
            Answer(await first.WaitAsync(context.RequestAborted));
            return;
        }

        var status = StatusCodes.Status502BadGateway;
        try
        {
            await take();
            status = context.Response.StatusCode;
        }
        finally
        {
            End(key, status);
        }

        void Answer(int status)
        {
            duplicate();
            context.Response.StatusCode = status is >= 200 and < 300 ? StatusCodes.Status202Accepted : status;
        }
    }

    private bool WasAccepted(UInt128 key)
    {
        lock (_lock)
            return _accepted.Contains(key);
    }

    /// <summary>The answer of the same delivery that is under way; null if this one is the first and must <see cref="End"/>.</summary>
    private Task<int>? Begin(UInt128 key)
    {
        var mine = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = _underWay.GetOrAdd(key, mine);
        return first == mine ? null : first.Task;
    }

    /// <summary>Remembers it only if it was accepted: a failure must be tried again.</summary>
    private void End(UInt128 key, int status)
    {
        if (status is >= 200 and < 300)
            lock (_lock)
                if (_accepted.Add(key))
                {
                    _order.Enqueue(key);
                    if (_order.Count > Capacity)
                        _accepted.Remove(_order.Dequeue());
                }

        if (_underWay.TryRemove(key, out var waiting))
            waiting.SetResult(status);
    }
}
