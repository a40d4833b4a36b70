using FedFilter.Commands;

namespace FedFilter.Tests.Freeze;

public sealed class PolicyLanguageTests
{
    [Fact]
    public void the_schema_of_policy_files_is_as_approved() => Approved.Text("policy.schema.json", PolicySchemaCommand.Text());
}
