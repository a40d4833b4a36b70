using System.Text.Json;

namespace FedFilter.Policy.Lists;

/// <summary>The JSON objects in which software exports whom it blocks. Only what is blocked is read, never who is linked or allowed.</summary>
internal static class JsonExports
{
    private static readonly string[] Arrays = ["domains", "instances", "hosts", "blocked", "blocked_instances", "blocks", "domain_blocks", "blocklist"];

    public static string? Read(JsonElement root, ListReader reader)
    {
        if (Object(root, "federated_instances") is { } instances) // Lemmy: /api/v3/federated_instances
            return Blocked(instances, reader);
        if ((Object(root, "mrf_simple") ?? Object(root, "metadata", "federation", "mrf_simple")) is { } simple)
            return SimplePolicy(simple, reader);
        if (Object(root, "blocks") is { } blocks)
            return RapidBlock(blocks, reader);
        if (root.TryGetProperty("linked", out _) && root.TryGetProperty("blocked", out _))
            return Blocked(root, reader);
        foreach (var name in Arrays) // Fediseer has `domains`
            if (Array(root, name) is { } items)
            {
                JsonList.ReadItems(items, severity: null, reader);
                return null;
            }

        return $"it is a JSON object of no kind that is known ({string.Join(", ", Arrays.Take(4))}, federated_instances, mrf_simple, blocks)";
    }

    private static string? Blocked(JsonElement instances, ListReader reader)
    {
        if (Array(instances, "blocked") is { } blocked)
            JsonList.ReadItems(blocked, severity: null, reader);
        else if (!instances.TryGetProperty("blocked", out var none) || none.ValueKind != JsonValueKind.Null)
            return "`federated_instances` in it has no array `blocked`";
        return null;
    }

    /// <summary>Pleroma and Akkoma, as their NodeInfo shows it. What `reject` names is cut off, what leaves timelines is limited; other keys strip media or reports.</summary>
    private static string? SimplePolicy(JsonElement simple, ListReader reader)
    {
        if (Array(simple, "reject") is not { } reject)
            return "`mrf_simple` in it has no array `reject`";
        JsonList.ReadItems(reject, "suspend", reader);
        if (Array(simple, "federated_timeline_removal") is { } removed)
            JsonList.ReadItems(removed, "silence", reader);
        return null;
    }

    private static string? RapidBlock(JsonElement blocks, ListReader reader)
    {
        var position = 0;
        foreach (var block in blocks.EnumerateObject())
        {
            position++;
            if (block.Value.ValueKind == JsonValueKind.Object)
                reader.Add(position, block.Name, JsonList.SeverityOf(block.Value, usual: null), JsonList.Member(block.Value, "reason"));
            else
                reader.Fault(position, "it is no object with `isBlocked`");
        }

        return null;
    }

    private static JsonElement? Object(JsonElement node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            if (!node.TryGetProperty(name, out node) || node.ValueKind != JsonValueKind.Object)
                return null;
        return node;
    }

    private static JsonElement? Array(JsonElement node, string name) => node.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value : null;
}
