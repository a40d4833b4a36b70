using System.Text;
using System.Text.Json;

namespace FedFilter.Tests.Conformance;

/// <summary>Runs one case: builds each request, sends it, and compares everything that the case says about it.</summary>
internal sealed class ConformanceRun(ConformanceWorld world, string style)
{
    private Sent _sent = new(null, [], null);

    private string DigestField => style == "rfc9421" ? "Content-Digest" : "Digest";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task OfAsync(ConformanceCase one, string style, string item, Way way, FrontProxy? front = null)
    {
        await using var world = await ConformanceWorld.StartAsync(one, item, way, front);
        var run = new ConformanceRun(world, style);
        foreach (var (url, document) in one.Serve)
            world.Served[url] = document;
        var steps = one.Steps.Count > 0 ? one.Steps : [new ConformanceStep { Request = one.Request, Expect = one.Expect }];
        for (var i = 0; i < steps.Count; i++)
            await run.StepAsync(steps[i], steps.Count == 1 ? "" : $"step {i + 1}: ");
    }

    private async Task StepAsync(ConformanceStep step, string where)
    {
        if (step.Rotate is { } name)
            world.Rotate(name);
        foreach (var (url, document) in step.Serve)
            world.Served[url] = document;
        var shape = step.Request ?? (step.Again ? new RequestShape() : null);
        if (shape is null)
            return;

        var expect = step.Expect ?? throw new InvalidDataException($"{where}a request needs an expect");
        world.TakeAsked();
        var before = world.Arrived.Count;
        var fill = world.Placeholders(shape.Sign.By);
        if (!step.Again)
            _sent = Make(shape, fill);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(TimeSpan.FromSeconds(expect.Within));
        var sending = Enumerable.Range(0, shape.Copies).Select(_ => world.SendAsync(_sent, shape.From, shape.Method != "HEAD", deadline.Token)).ToArray();
        var answers = await Task.WhenAll(sending);
        if (world.WasRefusedOnTheWay && expect.Status >= 400 && answers.All(answer => answer.Status is 0 or >= 400))
            return; // nothing got as far as the gateway
        foreach (var answer in answers)
            if (!(world.HasFront && expect is { Status: >= 400, Code: null } && answer.Status >= 400)) // a proxy sets straight what a parser would refuse
                Compare(expect, answer, fill, where);

        Assert.True(world.Trap.Connections == 0, where + "an address was connected to that must not be");
        Assert.True(expect.Passes == world.Arrived.Count - before, $"{where}{world.Arrived.Count - before} requests reached the origin, {expect.Passes} should");
        if (expect.Asked is { } asked)
            Assert.Equal(Lines(asked.ToDictionary(host => fill.Fill(host.Key), host => host.Value)), Lines(world.TakeAsked()));
        if (expect.Origin is { } sees)
            Compare(sees, world.Arrived[^1], fill);
    }

    private Sent Make(RequestShape shape, Placeholders fill)
    {
        if (shape.Raw is { } lines)
            return new(null, Encoding.Latin1.GetBytes(fill.Fill(string.Join("\r\n", lines))), null);

        var message = Unsigned(shape, fill);
        if (style != "none")
            new Signing(style, fill, world.Key).Sign(message, shape.Sign);
        Mutate(message, shape.Then, fill);
        return new(message, message.Octets(shape.Chunked, shape.Send), shape.Send);
    }

    private Message Unsigned(RequestShape shape, Placeholders fill)
    {
        var body = shape.Octets is { } octets ? Convert.FromBase64String(fill.Fill(octets))
            : shape.Body is { } text ? Encoding.UTF8.GetBytes(fill.Fill(text))
            : shape.Activity is { } activity ? Encoding.UTF8.GetBytes(Activity(activity, fill))
            : null;
        var message = new Message
        {
            Method = shape.Method is { } method ? fill.Fill(method) : (body is null ? "GET" : "POST"),
            Target = fill.Fill(shape.Target ?? (body is null ? "/users/alice/statuses/1" : "/users/alice/inbox")),
            Fields = [],
            Body = body,
        };
        if (shape.Host is { } host)
            message.Fields.Add(("Host", fill.Fill(host)));
        var own = shape.Headers.Select(line => Message.Field(fill.Fill(line))).ToArray();
        message.Fields.AddRange(Usual(body, fill, shape.Sign.Time).Where(field => !own.Any(one => one.Name.Equals(field.Name, StringComparison.OrdinalIgnoreCase))));
        message.Fields.AddRange(own);
        return message;
    }

    private IEnumerable<(string Name, string Value)> Usual(byte[]? body, Placeholders fill, string time)
    {
        if (style != "none")
            yield return ("Date", fill.Fill($"${{date {time}}}"));
        if (body is not null && style != "none")
            yield return (DigestField, Message.Digest(body, style));
        yield return body is null ? ("Accept", "application/activity+json") : ("Content-Type", "application/activity+json");
        yield return ("Connection", "close");
    }

    /// <summary>A usual activity of the signer, with what the case says otherwise; null takes a member away.</summary>
    private static string Activity(Dictionary<string, object?> given, Placeholders fill)
    {
        var activity = new Dictionary<string, object?>
        {
            ["@context"] = "https://www.w3.org/ns/activitystreams",
            ["id"] = "${me.actor}/activities/1",
            ["type"] = "Create",
            ["actor"] = "${me.actor}",
            ["to"] = new[] { "https://www.w3.org/ns/activitystreams#Public" },
            ["object"] = new Dictionary<object, object> { ["id"] = "${me.actor}/notes/1", ["type"] = "Note", ["attributedTo"] = "${me.actor}", ["content"] = "a note" },
        };
        foreach (var (name, value) in given)
            activity[name] = value;
        foreach (var name in given.Where(member => member.Value is null).Select(member => member.Key))
            activity.Remove(name);
        return fill.Json(activity);
    }

    private void Mutate(Message message, Mutations then, Placeholders fill)
    {
        message.Method = then.Method ?? message.Method;
        message.Target = then.Target is { } target ? fill.Fill(target) : message.Target;
        if (then.Host is { } host)
            message.Set("Host", fill.Fill(host));
        if (then.Body is { } body)
            message.Body = Encoding.UTF8.GetBytes(fill.Fill(body));
        if (then.Digest)
            message.Set(DigestField, Message.Digest(message.Body!, style));
        foreach (var name in then.Remove)
            message.Remove(name);
        message.Fields.AddRange(then.Add.Select(line => Message.Field(fill.Fill(line))));
        foreach (var edit in then.Edit)
        {
            var at = message.Fields.FindIndex(field => field.Name == edit.Header);
            Assert.True(at >= 0 && message.Fields[at].Value.Contains(fill.Fill(edit.Replace), StringComparison.Ordinal), $"there is no `{edit.Replace}` in {edit.Header}");
            message.Fields[at] = (edit.Header, message.Fields[at].Value.Replace(fill.Fill(edit.Replace), fill.Fill(edit.With), StringComparison.Ordinal));
        }
    }

    private static void Compare(Expected expect, WireAnswer answer, Placeholders fill, string where)
    {
        if (answer.IsReset && expect is { Status: >= 400, Code: null })
            return; // HTTP/2 ends a malformed request by resetting its stream (RFC 9113, section 8.1.1)
        Assert.True(expect.Status == answer.Status && (expect.Code is null || expect.Code == answer.Code()), $"{where}expected {expect.Status} {expect.Code}, got {answer.Status} {answer.Code()}\n{answer.Text}");
        CompareHeaders(Filled(expect.Headers, fill), answer.Header, where);
        foreach (var text in expect.Lacks)
            Assert.DoesNotContain(fill.Fill(text), answer.Text, StringComparison.OrdinalIgnoreCase);
    }

    private static void Compare(OriginSees expect, World.Arrived arrived, Placeholders fill)
    {
        if (expect.Target is { } target)
            Assert.Equal(fill.Fill(target), arrived.RawTarget);
        CompareHeaders(Filled(expect.Headers, fill), arrived.Header, "at the origin, ");
    }

    private static Dictionary<string, string?> Filled(Dictionary<string, string?> headers, Placeholders fill) =>
        headers.ToDictionary(header => fill.Fill(header.Key), header => header.Value is null ? null : fill.Fill(header.Value));

    /// <summary>Each named header holds the text; with null, it is not there.</summary>
    private static void CompareHeaders(Dictionary<string, string?> expected, Func<string, string?> actual, string where)
    {
        foreach (var (name, text) in expected)
            Assert.True(text is null ? actual(name) is null : actual(name)?.Contains(text, StringComparison.Ordinal) == true, $"{where}{name} is `{actual(name)}`, expected {text ?? "none"}");
    }

    private static string Lines(Dictionary<string, int> counts) => JsonSerializer.Serialize(counts.OrderBy(count => count.Key, StringComparer.Ordinal).ToDictionary());
}
