using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FedFilter.Audit;
using FedFilter.Audit.Signing;

namespace FedFilter.Commands;

/// <summary><c>audit verify --receipt</c>: offline, and with <c>--key</c> without any configuration, so that the refused side can do it too.</summary>
internal static class AuditReceiptCheck
{
    public static int Run(InclusionReceipt receipt, NoteKey? given, string config, bool json)
    {
        if (given is null && !CommandLine.TryLoad(config, out _))
            return CommandLine.BadUsage;
        var head = TreeHead.Parse(receipt.Checkpoint.Text);
        var key = given ?? Own(head, config);
        var wrong = (head, LogCheck.Read(receipt.Entry)) switch
        {
            (null, _) => "it carries no checkpoint",
            (_, null) => "it carries no entry of an audit log",
            ({ Origin: var origin }, _) when origin != key.Name || !receipt.Checkpoint.IsSignedBy(key) => $"its checkpoint is not signed by {key.Text}",
            _ when !receipt.IsProven => "its entry is not in the log that its checkpoint is of",
            _ => null,
        };
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    verifies = wrong is null,
                    wrong,
                    position = receipt.Index,
                    log = head?.Origin,
                    entries = head?.Size,
                    entry = wrong is null ? JsonNode.Parse(receipt.Entry) : null,
                },
                Words.OneLine));
        else if (wrong is not null)
            Console.WriteLine($"The receipt does not verify: {wrong}.");
        else
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The receipt verifies: this is entry {receipt.Index} of {head!.Origin}, signed when the log had {head.Size} entries."));
            Console.WriteLine(JsonNode.Parse(receipt.Entry)!.ToJsonString(Words.Indented));
        }

        return wrong is null ? CommandLine.Done : CommandLine.No;
    }

    private static NoteKey Own(TreeHead? head, string config)
    {
        CommandLine.TryLoad(config, out var settings);
        var options = FedFilterHost.AuditOf(settings!);
        using var signer = NoteSigner.FromPem(head is not null && NoteKey.IsName(head.Origin) ? head.Origin : options.Name, options.KeyPem);
        return signer.Verifier;
    }
}
