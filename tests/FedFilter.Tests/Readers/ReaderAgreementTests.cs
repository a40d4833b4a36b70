using System.Collections.Concurrent;
using System.Globalization;
using FedFilter.Checkpoints;
using FedFilter.Tests.Conformance;
using FedFilter.Tests.Interop;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Readers;

/// <summary>
/// What the gateway read in a request is what the origin reads in it, or the request was refused: tried with Express, ASP.NET Core and
/// Fedify as origins, on requests that were made to be read in two ways.
/// </summary>
public sealed class ReaderAgreementTests
{
    /// <summary>10,000; as many as FEDFILTER_REQUESTS says, if it does.</summary>
    private static readonly int Requests = int.Parse(Environment.GetEnvironmentVariable("FEDFILTER_REQUESTS") ?? "10000", CultureInfo.InvariantCulture);

    private const string Policy = """
        mode: enforce
        rules:
          - { name: what a stranger may deliver, when: { delivery: [Delete, Like] }, then: allow }
          - { name: everything else, then: refuse, because: not-committed }
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task the_origin_reads_what_was_decided_about()
    {
        NodeScript.SkipIfMissing();
        await using var readers = await OriginReaders.StartAsync();
        await using var world = await GatewayWorld.StartAsync("  trusted-proxies: [127.0.9.0/24]\n", Policy);
        var signing = new Signing("cavage", new Placeholders(new Dictionary<string, string> { ["each"] = "", ["stranger.key-id"] = world.Stranger.Key.KeyId }, DateTimeOffset.UtcNow), _ => SuiteKeys.Of(world.Stranger));
        var generator = new RequestGenerator(seed: 13, world.Stranger.Actor);
        var faults = new ConcurrentQueue<string>();
        var deliveries = new ConcurrentDictionary<string, int>();
        var passed = 0;

        await Parallel.ForEachAsync(Enumerable.Range(0, Requests).Select(Make), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancellation }, async (request, cancellation) =>
        {
            var answer = await SendAsync(world, request.Octets, request.HasAnswerBody, cancellation);
            if (answer.Status >= 500 && answer.Status is not (502 or 503 or 504))
                faults.Enqueue($"{answer.Status}: {request.Text}");
            if (!request.IsSigned && answer.Body.Contains("a post", StringComparison.Ordinal))
                faults.Enqueue($"content left unsigned: {request.Text}");
            if (Take(world.Origin, request.Number) is not { } arrived)
                return;
            Interlocked.Increment(ref passed);
            foreach (var (server, reading) in await readers.ReadAsync(arrived, cancellation))
            {
                if (reading is { Kind: "inbox", Actor: not null })
                    deliveries.AddOrUpdate(server, 1, (_, count) => count + 1);
                foreach (var fault in Compare(arrived, reading))
                    faults.Enqueue($"{server} {fault}: {request.Text}");
            }
        });

        Assert.Equal(["ASP.NET Core", "Express", "Fedify"], deliveries.Keys.Order(StringComparer.Ordinal)); // each read some deliveries as such
        Assert.True(passed > Requests / 20, $"only {passed} requests of {Requests} reached the origin");
        Assert.True(faults.IsEmpty, $"{faults.Count} of {Requests}:\n{string.Join('\n', faults.Take(20))}");

        Request Make(int number)
        {
            var message = generator.Next(number);
            var isSigned = number % 2 == 0;
            if (isSigned)
                Sign(message, signing);
            var text = $"#{number} {message.Method} {message.Target} {string.Join(" | ", message.Fields.Where(field => field.Name != "Signature").Select(field => $"{field.Name}: {field.Value}"))} {System.Text.Encoding.UTF8.GetString(message.Body ?? [])}";
            message.Fields.Add(("Connection", "close"));
            return new Request(number, message.Octets(chunked: false, send: null), message.Method != "HEAD", isSigned, text);
        }
    }

    /// <summary>In what a server reads otherwise than the gateway did.</summary>
    private static IEnumerable<string> Compare(Arrived arrived, Reading reading)
    {
        var isDecided = arrived.Header("FedFilter-Decision") is not null;
        if (reading.Headers?.FirstOrDefault(header => header.Value.Contains(RequestGenerator.Claimed, StringComparison.Ordinal)) is { Key: { } name })
            yield return $"sees {name} of the client's";
        if (reading.Kind != "inbox" || (reading.Method ?? arrived.Method) is "GET" or "HEAD" or "OPTIONS")
            yield break;
        if (!isDecided)
        {
            yield return "sees a delivery that was not decided about";
            yield break;
        }

        var (activity, _) = ActivityReader.Read(arrived.Body);
        var types = reading.Types ?? [];
        if (types.Any(type => type is "Create" or "Announce" or "Update"))
            yield return $"reads {string.Join(", ", types)}, which the policy refuses";
        if (reading.Actor is not null && reading.Actor != activity?.Actor)
            yield return $"reads the actor {reading.Actor}";
    }

    private static void Sign(Message message, Signing signing)
    {
        message.Fields.Add(("Date", DateTimeOffset.UtcNow.ToString("r", CultureInfo.InvariantCulture)));
        if (message.Body is { } body)
            message.Fields.Add(("Digest", Message.Digest(body, "cavage")));
        signing.Sign(message, new SignatureShape { By = "stranger" });
    }

    private static async Task<WireAnswer> SendAsync(GatewayWorld world, byte[] request, bool hasBody, CancellationToken cancellation)
    {
        await using var stream = await world.ConnectAsync(cancellation);
        try
        {
            await stream.WriteAsync(request, cancellation);
        }
        catch (IOException)
        {
            // It answered before it had read everything; the answer is there.
        }

        return await WireAnswer.ReadAsync(stream, hasBody, cancellation);
    }

    private static Arrived? Take(FakeOrigin origin, int number)
    {
        lock (origin.Arrived)
        {
            var at = origin.Arrived.FindIndex(request => request.Header("X-Case") == number.ToString(CultureInfo.InvariantCulture));
            if (at < 0)
                return null;
            var found = origin.Arrived[at];
            origin.Arrived.RemoveAt(at);
            return found;
        }
    }

    private sealed record Request(int Number, byte[] Octets, bool HasAnswerBody, bool IsSigned, string Text);
}
