import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0002_depth"), ("organisation", "0002_staged_imports")]

    operations = [
        migrations.AlterField(
            model_name="coachingreply",
            name="coaching",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                primary_key=True,
                related_name="+",
                serialize=False,
                to="evidence.coaching",
            ),
        ),
        # No reply was stored before this field existed.
        migrations.AddField(
            model_name="coachingreply",
            name="reader",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.employee"
            ),
        ),
    ]
